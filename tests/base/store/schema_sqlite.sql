CREATE TABLE "activity" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "kind" VARCHAR(30) NOT NULL,
    "slug" VARCHAR(80) NOT NULL
);
CREATE INDEX "activity_kind" ON "activity" ("kind");
CREATE UNIQUE INDEX "activity_slug" ON "activity" ("slug");
CREATE TABLE "activity_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "activity_id" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "format" VARCHAR(80) NOT NULL,
    "summary" TEXT NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "unit_value" INTEGER NOT NULL,
    "maximum" VARCHAR(20) NOT NULL,
    "window" VARCHAR(20) NOT NULL,
    "valid_from" DATE NOT NULL,
    "valid_until" DATE,
    "designation" TEXT NOT NULL,
    "disclosures" TEXT NOT NULL,
    "requirements" TEXT NOT NULL,
    "accme_number" VARCHAR(20) NOT NULL,
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id")
);
CREATE INDEX "activityversion_activity_id" ON "activity_version" ("activity_id");
CREATE TRIGGER activity_version_no_delete BEFORE DELETE ON "activity_version" BEGIN SELECT RAISE(ABORT, 'a row of activity_version is a fact: it is never changed or deleted'); END;
CREATE TRIGGER activity_version_no_update BEFORE UPDATE ON "activity_version" BEGIN SELECT RAISE(ABORT, 'a row of activity_version is a fact: it is never changed or deleted'); END;
CREATE TABLE "answer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "evaluation_id" INTEGER NOT NULL,
    "question" VARCHAR(10) NOT NULL,
    "words" TEXT NOT NULL,
    FOREIGN KEY ("evaluation_id") REFERENCES "evaluation" ("id")
);
CREATE INDEX "answer_evaluation_id" ON "answer" ("evaluation_id");
CREATE UNIQUE INDEX "answer_evaluation_id_question" ON "answer" ("evaluation_id", "question");
CREATE TABLE "article" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "slug" VARCHAR(160) NOT NULL,
    "current" INTEGER
);
CREATE UNIQUE INDEX "article_slug" ON "article" ("slug");
CREATE TABLE "article_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "article_id" INTEGER NOT NULL,
    "source_hash" VARCHAR(64) NOT NULL,
    "imported" DATETIME NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "description" VARCHAR(600) NOT NULL,
    "specialty" VARCHAR(80) NOT NULL,
    "keywords" TEXT NOT NULL,
    "dated" DATE,
    "reviewed" DATE,
    "review_due" DATE,
    "html" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "demo" INTEGER NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id")
);
CREATE INDEX "articleversion_article_id" ON "article_version" ("article_id");
CREATE INDEX "articleversion_article_id_source_hash" ON "article_version" ("article_id", "source_hash");
CREATE INDEX "articleversion_specialty" ON "article_version" ("specialty");
CREATE TRIGGER article_version_no_delete BEFORE DELETE ON "article_version" BEGIN SELECT RAISE(ABORT, 'a row of article_version is a fact: it is never changed or deleted'); END;
CREATE TRIGGER article_version_no_update BEFORE UPDATE ON "article_version" BEGIN SELECT RAISE(ABORT, 'a row of article_version is a fact: it is never changed or deleted'); END;
CREATE TABLE "attempt" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "question_id" INTEGER NOT NULL,
    "version_id" INTEGER NOT NULL,
    "chosen" INTEGER NOT NULL,
    "correct" INTEGER NOT NULL,
    "verdict" VARCHAR(10) NOT NULL,
    "day" DATE NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("question_id") REFERENCES "question" ("id"),
    FOREIGN KEY ("version_id") REFERENCES "question_version" ("id")
);
CREATE INDEX "attempt_person_id" ON "attempt" ("person_id");
CREATE INDEX "attempt_person_id_question_id" ON "attempt" ("person_id", "question_id");
CREATE INDEX "attempt_question_id" ON "attempt" ("question_id");
CREATE INDEX "attempt_version_id" ON "attempt" ("version_id");
CREATE TRIGGER attempt_no_delete BEFORE DELETE ON "attempt" BEGIN SELECT RAISE(ABORT, 'a row of attempt is a fact: it is never changed or deleted'); END;
CREATE TRIGGER attempt_no_update BEFORE UPDATE ON "attempt" BEGIN SELECT RAISE(ABORT, 'a row of attempt is a fact: it is never changed or deleted'); END;
CREATE TABLE "block" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "entry_id" INTEGER NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id")
);
CREATE UNIQUE INDEX "block_entry_id" ON "block" ("entry_id");
CREATE INDEX "block_person_id" ON "block" ("person_id");
CREATE TRIGGER block_no_delete BEFORE DELETE ON "block" BEGIN SELECT RAISE(ABORT, 'a row of block is a fact: it is never changed or deleted'); END;
CREATE TRIGGER block_no_update BEFORE UPDATE ON "block" BEGIN SELECT RAISE(ABORT, 'a row of block is a fact: it is never changed or deleted'); END;
CREATE TABLE "breaker" (
    "name" VARCHAR(41) NOT NULL PRIMARY KEY,
    "failures" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "opened" DATETIME,
    "probe" DATETIME,
    "probes" INTEGER NOT NULL,
    "paused_by" VARCHAR(40) NOT NULL
);
CREATE TABLE "bucket" (
    "key" VARCHAR(120) NOT NULL PRIMARY KEY,
    "tokens" REAL NOT NULL,
    "at" DATETIME NOT NULL
);
CREATE INDEX "bucket_at" ON "bucket" ("at");
CREATE TABLE "calendar_address" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "hash" VARCHAR(64) NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "calendaraddress_hash" ON "calendar_address" ("hash");
CREATE UNIQUE INDEX "calendaraddress_person_id" ON "calendar_address" ("person_id");
CREATE TABLE "category" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" VARCHAR(120) NOT NULL,
    "key" VARCHAR(160) NOT NULL
);
CREATE UNIQUE INDEX "category_key" ON "category" ("key");
CREATE TRIGGER category_no_delete BEFORE DELETE ON "category" BEGIN SELECT RAISE(ABORT, 'a row of category is a fact: it is never changed or deleted'); END;
CREATE TRIGGER category_no_update BEFORE UPDATE ON "category" BEGIN SELECT RAISE(ABORT, 'a row of category is a fact: it is never changed or deleted'); END;
CREATE TABLE "certificate" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "number" VARCHAR(20) NOT NULL,
    "code" VARCHAR(26) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "total" INTEGER NOT NULL,
    "words" TEXT NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE INDEX "certificate_claim_id" ON "certificate" ("claim_id");
CREATE UNIQUE INDEX "certificate_claim_id_position" ON "certificate" ("claim_id", "position");
CREATE UNIQUE INDEX "certificate_code" ON "certificate" ("code");
CREATE UNIQUE INDEX "certificate_number" ON "certificate" ("number");
CREATE TRIGGER certificate_no_delete BEFORE DELETE ON "certificate" BEGIN SELECT RAISE(ABORT, 'a row of certificate is a fact: it is never changed or deleted'); END;
CREATE TRIGGER certificate_no_update BEFORE UPDATE ON "certificate" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."claim_id" IS NEW."claim_id" AND OLD."position" IS NEW."position" AND OLD."number" IS NEW."number" AND OLD."code" IS NEW."code" AND OLD."title" IS NEW."title" AND OLD."total" IS NEW."total" AND OLD."made" IS NEW."made") BEGIN SELECT RAISE(ABORT, 'a row of certificate is a fact: it is never changed or deleted'); END;
CREATE TABLE "challenge" (
    "value" VARCHAR(43) NOT NULL PRIMARY KEY,
    "purpose" VARCHAR(10) NOT NULL,
    "person_id" INTEGER,
    "handle" VARCHAR(86) NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "challenge_person_id" ON "challenge" ("person_id");
CREATE TABLE "claim" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "key" VARCHAR(64) NOT NULL,
    "asked" VARCHAR(64) NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "at" DATETIME NOT NULL,
    "claimed_on" DATE NOT NULL,
    "zone" VARCHAR(64) NOT NULL,
    "total" INTEGER NOT NULL CHECK (total > 0),
    "hold_until" DATETIME NOT NULL,
    "holder" TEXT NOT NULL,
    "provider_id" INTEGER,
    "template" VARCHAR(20) NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("provider_id") REFERENCES "provider" ("id")
);
CREATE INDEX "claim_person_id" ON "claim" ("person_id");
CREATE INDEX "claim_person_id_at" ON "claim" ("person_id", "at");
CREATE UNIQUE INDEX "claim_person_id_key" ON "claim" ("person_id", "key");
CREATE INDEX "claim_provider_id" ON "claim" ("provider_id");
CREATE TRIGGER claim_no_delete BEFORE DELETE ON "claim" BEGIN SELECT RAISE(ABORT, 'a row of claim is a fact: it is never changed or deleted'); END;
CREATE TRIGGER claim_no_update BEFORE UPDATE ON "claim" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."person_id" IS NEW."person_id" AND OLD."key" IS NEW."key" AND OLD."asked" IS NEW."asked" AND OLD."credit_type" IS NEW."credit_type" AND OLD."at" IS NEW."at" AND OLD."claimed_on" IS NEW."claimed_on" AND OLD."zone" IS NEW."zone" AND OLD."total" IS NEW."total" AND OLD."hold_until" IS NEW."hold_until" AND OLD."provider_id" IS NEW."provider_id" AND OLD."template" IS NEW."template") BEGIN SELECT RAISE(ABORT, 'a row of claim is a fact: it is never changed or deleted'); END;
CREATE TABLE "consent" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "listing_id" INTEGER NOT NULL,
    "given" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("listing_id") REFERENCES "listing" ("id") ON DELETE CASCADE
);
CREATE INDEX "consent_listing_id" ON "consent" ("listing_id");
CREATE TABLE "contained" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "document_id" INTEGER NOT NULL,
    "certificate_id" INTEGER NOT NULL,
    FOREIGN KEY ("document_id") REFERENCES "document" ("id"),
    FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id")
);
CREATE INDEX "contained_certificate_id" ON "contained" ("certificate_id");
CREATE UNIQUE INDEX "contained_certificate_id_document_id" ON "contained" ("certificate_id", "document_id");
CREATE INDEX "contained_document_id" ON "contained" ("document_id");
CREATE TRIGGER contained_no_delete BEFORE DELETE ON "contained" BEGIN SELECT RAISE(ABORT, 'a row of contained is a fact: it is never changed or deleted'); END;
CREATE TRIGGER contained_no_update BEFORE UPDATE ON "contained" BEGIN SELECT RAISE(ABORT, 'a row of contained is a fact: it is never changed or deleted'); END;
CREATE TABLE "counted" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "question_id" INTEGER NOT NULL,
    "attempt_id" INTEGER NOT NULL,
    "category_id" INTEGER NOT NULL,
    "mended_id" INTEGER,
    "day" DATE NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("question_id") REFERENCES "question" ("id"),
    FOREIGN KEY ("attempt_id") REFERENCES "attempt" ("id"),
    FOREIGN KEY ("category_id") REFERENCES "category" ("id"),
    FOREIGN KEY ("mended_id") REFERENCES "mended_key" ("id")
);
CREATE UNIQUE INDEX "counted_attempt_id" ON "counted" ("attempt_id");
CREATE INDEX "counted_category_id" ON "counted" ("category_id");
CREATE INDEX "counted_mended_id" ON "counted" ("mended_id");
CREATE INDEX "counted_person_id" ON "counted" ("person_id");
CREATE UNIQUE INDEX "counted_person_id_question_id" ON "counted" ("person_id", "question_id");
CREATE INDEX "counted_question_id" ON "counted" ("question_id");
CREATE TRIGGER counted_no_delete BEFORE DELETE ON "counted" BEGIN SELECT RAISE(ABORT, 'a row of counted is a fact: it is never changed or deleted'); END;
CREATE TRIGGER counted_no_update BEFORE UPDATE ON "counted" BEGIN SELECT RAISE(ABORT, 'a row of counted is a fact: it is never changed or deleted'); END;
CREATE TABLE "course_evaluation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "activity_id" INTEGER NOT NULL,
    "activity_version_id" INTEGER NOT NULL,
    "objectives" INTEGER NOT NULL,
    "change" VARCHAR(10) NOT NULL,
    "balanced" VARCHAR(10) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id"),
    FOREIGN KEY ("activity_version_id") REFERENCES "activity_version" ("id")
);
CREATE INDEX "courseevaluation_activity_id" ON "course_evaluation" ("activity_id");
CREATE INDEX "courseevaluation_activity_version_id" ON "course_evaluation" ("activity_version_id");
CREATE INDEX "courseevaluation_person_id" ON "course_evaluation" ("person_id");
CREATE UNIQUE INDEX "courseevaluation_person_id_activity_id" ON "course_evaluation" ("person_id", "activity_id");
CREATE TRIGGER course_evaluation_no_delete BEFORE DELETE ON "course_evaluation" BEGIN SELECT RAISE(ABORT, 'a row of course_evaluation is a fact: it is never changed or deleted'); END;
CREATE TRIGGER course_evaluation_no_update BEFORE UPDATE ON "course_evaluation" BEGIN SELECT RAISE(ABORT, 'a row of course_evaluation is a fact: it is never changed or deleted'); END;
CREATE TABLE "course_image" (
    "sha256" VARCHAR(64) NOT NULL PRIMARY KEY,
    "mime" VARCHAR(40) NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "body" BLOB NOT NULL,
    "kept" DATETIME NOT NULL
);
CREATE TRIGGER course_image_no_delete BEFORE DELETE ON "course_image" BEGIN SELECT RAISE(ABORT, 'a row of course_image is a fact: it is never changed or deleted'); END;
CREATE TRIGGER course_image_no_update BEFORE UPDATE ON "course_image" BEGIN SELECT RAISE(ABORT, 'a row of course_image is a fact: it is never changed or deleted'); END;
CREATE TABLE "course_remark" (
    "evaluation_id" INTEGER NOT NULL PRIMARY KEY,
    "words" TEXT NOT NULL,
    FOREIGN KEY ("evaluation_id") REFERENCES "course_evaluation" ("id")
);
CREATE TABLE "course_topic" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "version_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "topic_version_id" INTEGER NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "activity_version" ("id"),
    FOREIGN KEY ("topic_version_id") REFERENCES "topic_version" ("id")
);
CREATE INDEX "coursetopic_topic_version_id" ON "course_topic" ("topic_version_id");
CREATE INDEX "coursetopic_version_id" ON "course_topic" ("version_id");
CREATE UNIQUE INDEX "coursetopic_version_id_position" ON "course_topic" ("version_id", "position");
CREATE UNIQUE INDEX "coursetopic_version_id_topic_version_id" ON "course_topic" ("version_id", "topic_version_id");
CREATE TRIGGER course_topic_no_delete BEFORE DELETE ON "course_topic" BEGIN SELECT RAISE(ABORT, 'a row of course_topic is a fact: it is never changed or deleted'); END;
CREATE TRIGGER course_topic_no_update BEFORE UPDATE ON "course_topic" BEGIN SELECT RAISE(ABORT, 'a row of course_topic is a fact: it is never changed or deleted'); END;
CREATE TABLE "course_version" (
    "version_id" INTEGER NOT NULL PRIMARY KEY,
    "source_hash" VARCHAR(64) NOT NULL,
    "pass_mark" INTEGER NOT NULL CHECK (pass_mark BETWEEN 1 AND 100),
    "attempts" INTEGER NOT NULL CHECK (attempts >= 0),
    "evaluation_required" INTEGER NOT NULL,
    "objectives" TEXT NOT NULL,
    "demo" INTEGER NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "activity_version" ("id")
);
CREATE TRIGGER course_version_no_delete BEFORE DELETE ON "course_version" BEGIN SELECT RAISE(ABORT, 'a row of course_version is a fact: it is never changed or deleted'); END;
CREATE TRIGGER course_version_no_update BEFORE UPDATE ON "course_version" BEGIN SELECT RAISE(ABORT, 'a row of course_version is a fact: it is never changed or deleted'); END;
CREATE TABLE "cycle" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "requirement_id" INTEGER NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("requirement_id") REFERENCES "requirement" ("id") ON DELETE CASCADE
);
CREATE INDEX "cycle_requirement_id" ON "cycle" ("requirement_id");
CREATE TABLE "deletion" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE UNIQUE INDEX "deletion_person_id" ON "deletion" ("person_id");
CREATE TRIGGER deletion_no_delete BEFORE DELETE ON "deletion" BEGIN SELECT RAISE(ABORT, 'a row of deletion is a fact: it is never changed or deleted'); END;
CREATE TRIGGER deletion_no_update BEFORE UPDATE ON "deletion" BEGIN SELECT RAISE(ABORT, 'a row of deletion is a fact: it is never changed or deleted'); END;
CREATE TABLE "designation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "version_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "maximum" INTEGER NOT NULL CHECK (maximum > 0),
    "words" TEXT NOT NULL,
    FOREIGN KEY ("version_id") REFERENCES "activity_version" ("id")
);
CREATE INDEX "designation_version_id" ON "designation" ("version_id");
CREATE UNIQUE INDEX "designation_version_id_credit_type" ON "designation" ("version_id", "credit_type");
CREATE TRIGGER designation_no_delete BEFORE DELETE ON "designation" BEGIN SELECT RAISE(ABORT, 'a row of designation is a fact: it is never changed or deleted'); END;
CREATE TRIGGER designation_no_update BEFORE UPDATE ON "designation" BEGIN SELECT RAISE(ABORT, 'a row of designation is a fact: it is never changed or deleted'); END;
CREATE TABLE "digest" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "digest_person_id" ON "digest" ("person_id");
CREATE UNIQUE INDEX "digest_person_id_day" ON "digest" ("person_id", "day");
CREATE TRIGGER digest_no_update BEFORE UPDATE ON "digest" BEGIN SELECT RAISE(ABORT, 'a row of digest is a fact: it is never changed or deleted'); END;
CREATE TABLE "digest_wish" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "wanted" INTEGER NOT NULL,
    "by" VARCHAR(10) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "digestwish_person_id" ON "digest_wish" ("person_id");
CREATE INDEX "digestwish_person_id_at" ON "digest_wish" ("person_id", "at");
CREATE TRIGGER digest_wish_no_update BEFORE UPDATE ON "digest_wish" BEGIN SELECT RAISE(ABORT, 'a row of digest_wish is a fact: it is never changed or deleted'); END;
CREATE TABLE "dismissal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id")
);
CREATE INDEX "dismissal_entry_id" ON "dismissal" ("entry_id");
CREATE UNIQUE INDEX "dismissal_entry_id_sequence" ON "dismissal" ("entry_id", "sequence");
CREATE TRIGGER dismissal_no_delete BEFORE DELETE ON "dismissal" BEGIN SELECT RAISE(ABORT, 'a row of dismissal is a fact: it is never changed or deleted'); END;
CREATE TRIGGER dismissal_no_update BEFORE UPDATE ON "dismissal" BEGIN SELECT RAISE(ABORT, 'a row of dismissal is a fact: it is never changed or deleted'); END;
CREATE TABLE "document" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER NOT NULL,
    "contents" VARCHAR(64) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "body" BLOB NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE INDEX "document_claim_id" ON "document" ("claim_id");
CREATE UNIQUE INDEX "document_claim_id_contents" ON "document" ("claim_id", "contents");
CREATE INDEX "document_sha256" ON "document" ("sha256");
CREATE TRIGGER document_no_delete BEFORE DELETE ON "document" BEGIN SELECT RAISE(ABORT, 'a row of document is a fact: it is never changed or deleted'); END;
CREATE TRIGGER document_no_update BEFORE UPDATE ON "document" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."claim_id" IS NEW."claim_id" AND OLD."contents" IS NEW."contents" AND OLD."sha256" IS NEW."sha256" AND OLD."made" IS NEW."made") BEGIN SELECT RAISE(ABORT, 'a row of document is a fact: it is never changed or deleted'); END;
CREATE TABLE "draft" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "page" VARCHAR(500) NOT NULL,
    "typed" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "draft_person_id" ON "draft" ("person_id");
CREATE UNIQUE INDEX "draft_person_id_page" ON "draft" ("person_id", "page");
CREATE TABLE "eligibility" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "article_id" INTEGER NOT NULL,
    "starts" DATE NOT NULL,
    "until" DATE,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id")
);
CREATE INDEX "eligibility_article_id" ON "eligibility" ("article_id");
CREATE UNIQUE INDEX "eligibility_article_id_starts" ON "eligibility" ("article_id", "starts");
CREATE TABLE "elsewhere" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "imported_id" INTEGER,
    "key" VARCHAR(80) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("imported_id") REFERENCES "elsewhere_import" ("id") ON DELETE CASCADE
);
CREATE INDEX "elsewhere_imported_id" ON "elsewhere" ("imported_id");
CREATE INDEX "elsewhere_person_id" ON "elsewhere" ("person_id");
CREATE UNIQUE INDEX "elsewhere_person_id_key" ON "elsewhere" ("person_id", "key");
CREATE TRIGGER elsewhere_no_update BEFORE UPDATE ON "elsewhere" BEGIN SELECT RAISE(ABORT, 'a row of elsewhere is a fact: it is never changed or deleted'); END;
CREATE TABLE "elsewhere_document" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "elsewhere_id" INTEGER NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "size" INTEGER NOT NULL,
    "body" BLOB NOT NULL,
    "preview" BLOB,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("elsewhere_id") REFERENCES "elsewhere" ("id") ON DELETE CASCADE
);
CREATE INDEX "document_elsewhere_id" ON "elsewhere_document" ("elsewhere_id");
CREATE UNIQUE INDEX "document_elsewhere_id_sha256" ON "elsewhere_document" ("elsewhere_id", "sha256");
CREATE TRIGGER elsewhere_document_no_update BEFORE UPDATE ON "elsewhere_document" BEGIN SELECT RAISE(ABORT, 'a row of elsewhere_document is a fact: it is never changed or deleted'); END;
CREATE TABLE "elsewhere_import" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "rows" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "import_person_id" ON "elsewhere_import" ("person_id");
CREATE INDEX "import_person_id_at" ON "elsewhere_import" ("person_id", "at");
CREATE TRIGGER elsewhere_import_no_update BEFORE UPDATE ON "elsewhere_import" BEGIN SELECT RAISE(ABORT, 'a row of elsewhere_import is a fact: it is never changed or deleted'); END;
CREATE TABLE "elsewhere_import_undoing" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "imported_id" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("imported_id") REFERENCES "elsewhere_import" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "importundoing_imported_id" ON "elsewhere_import_undoing" ("imported_id");
CREATE TRIGGER elsewhere_import_undoing_no_update BEFORE UPDATE ON "elsewhere_import_undoing" BEGIN SELECT RAISE(ABORT, 'a row of elsewhere_import_undoing is a fact: it is never changed or deleted'); END;
CREATE TABLE "elsewhere_sheet" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "rows" TEXT NOT NULL,
    "mapping" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "sheet_person_id" ON "elsewhere_sheet" ("person_id");
CREATE INDEX "sheet_person_id_at" ON "elsewhere_sheet" ("person_id", "at");
CREATE TABLE "elsewhere_telling" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "elsewhere_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "title" VARCHAR(300) NOT NULL,
    "provider" VARCHAR(200) NOT NULL,
    "format" VARCHAR(20) NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "type_words" VARCHAR(80) NOT NULL,
    "amount" INTEGER NOT NULL CHECK (amount > 0),
    "completed_on" DATE NOT NULL,
    "topics" TEXT NOT NULL,
    "number" VARCHAR(80) NOT NULL,
    "removed" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("elsewhere_id") REFERENCES "elsewhere" ("id") ON DELETE CASCADE
);
CREATE INDEX "telling_elsewhere_id" ON "elsewhere_telling" ("elsewhere_id");
CREATE UNIQUE INDEX "telling_elsewhere_id_sequence" ON "elsewhere_telling" ("elsewhere_id", "sequence");
CREATE TRIGGER elsewhere_telling_no_update BEFORE UPDATE ON "elsewhere_telling" BEGIN SELECT RAISE(ABORT, 'a row of elsewhere_telling is a fact: it is never changed or deleted'); END;
CREATE TABLE "elsewhere_upload" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "key" VARCHAR(80) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "body" BLOB NOT NULL,
    "preview" BLOB,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "upload_person_id" ON "elsewhere_upload" ("person_id");
CREATE UNIQUE INDEX "upload_person_id_key_sha256" ON "elsewhere_upload" ("person_id", "key", "sha256");
CREATE TABLE "entry" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "activity_id" INTEGER NOT NULL,
    "activity_version_id" INTEGER NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "search_id" INTEGER,
    "earned_on" DATE NOT NULL,
    "claim_by" DATE NOT NULL,
    "amount" INTEGER NOT NULL CHECK (amount > 0),
    "created" DATETIME NOT NULL,
    "title" VARCHAR(300) NOT NULL DEFAULT '',
    "state" VARCHAR(2) NOT NULL DEFAULT '',
    "state_topic" VARCHAR(120) NOT NULL DEFAULT '',
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id"),
    FOREIGN KEY ("activity_version_id") REFERENCES "activity_version" ("id"),
    FOREIGN KEY ("search_id") REFERENCES "search" ("id")
);
CREATE INDEX "entry_activity_id" ON "entry" ("activity_id");
CREATE INDEX "entry_activity_version_id" ON "entry" ("activity_version_id");
CREATE INDEX "entry_person_id" ON "entry" ("person_id");
CREATE INDEX "entry_person_id_claim_by" ON "entry" ("person_id", "claim_by");
CREATE UNIQUE INDEX "entry_search_id" ON "entry" ("search_id");
CREATE TRIGGER entry_no_delete BEFORE DELETE ON "entry" BEGIN SELECT RAISE(ABORT, 'a row of entry is a fact: it is never changed or deleted'); END;
CREATE TRIGGER entry_no_update BEFORE UPDATE ON "entry" BEGIN SELECT RAISE(ABORT, 'a row of entry is a fact: it is never changed or deleted'); END;
CREATE TABLE "erasing" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL
);
CREATE TABLE "errand" (
    "report_id" INTEGER NOT NULL PRIMARY KEY,
    "state" VARCHAR(12) NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "reason" TEXT NOT NULL,
    "alarm" INTEGER NOT NULL,
    "due" DATETIME,
    "tries" INTEGER NOT NULL,
    "tried" INTEGER NOT NULL,
    "polls" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    FOREIGN KEY ("report_id") REFERENCES "report" ("id")
);
CREATE INDEX "errand_due" ON "errand" ("due") WHERE due IS NOT NULL;
CREATE INDEX "errand_state_report_id" ON "errand" ("state", "report_id");
CREATE TABLE "evaluation" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "goal" VARCHAR(20) NOT NULL,
    "result" VARCHAR(20) NOT NULL,
    "reviewed_on" DATE NOT NULL,
    "at" DATETIME NOT NULL,
    "warned" INTEGER NOT NULL,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id")
);
CREATE INDEX "evaluation_entry_id" ON "evaluation" ("entry_id");
CREATE UNIQUE INDEX "evaluation_entry_id_sequence" ON "evaluation" ("entry_id", "sequence");
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON "evaluation" BEGIN SELECT RAISE(ABORT, 'a row of evaluation is a fact: it is never changed or deleted'); END;
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON "evaluation" BEGIN SELECT RAISE(ABORT, 'a row of evaluation is a fact: it is never changed or deleted'); END;
CREATE TABLE "feedback" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER NOT NULL,
    "activity_id" INTEGER NOT NULL,
    "useful" INTEGER,
    "balanced" VARCHAR(10) NOT NULL,
    "words" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id"),
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id")
);
CREATE INDEX "feedback_activity_id" ON "feedback" ("activity_id");
CREATE INDEX "feedback_claim_id" ON "feedback" ("claim_id");
CREATE UNIQUE INDEX "feedback_claim_id_activity_id" ON "feedback" ("claim_id", "activity_id");
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON "feedback" BEGIN SELECT RAISE(ABORT, 'a row of feedback is a fact: it is never changed or deleted'); END;
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON "feedback" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."claim_id" IS NEW."claim_id" AND OLD."activity_id" IS NEW."activity_id" AND OLD."useful" IS NEW."useful" AND OLD."balanced" IS NEW."balanced" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of feedback is a fact: it is never changed or deleted'); END;
CREATE TABLE "half_sign_in" (
    "id_hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "stay" INTEGER NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "halfsignin_person_id" ON "half_sign_in" ("person_id");
CREATE TABLE "hold" (
    "claim_id" INTEGER NOT NULL PRIMARY KEY,
    "until" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE INDEX "hold_until" ON "hold" ("until");
CREATE TABLE "in_block" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "block_id" INTEGER NOT NULL,
    "counted_id" INTEGER NOT NULL,
    FOREIGN KEY ("block_id") REFERENCES "block" ("id"),
    FOREIGN KEY ("counted_id") REFERENCES "counted" ("id")
);
CREATE INDEX "inblock_block_id" ON "in_block" ("block_id");
CREATE UNIQUE INDEX "inblock_counted_id" ON "in_block" ("counted_id");
CREATE TRIGGER in_block_no_delete BEFORE DELETE ON "in_block" BEGIN SELECT RAISE(ABORT, 'a row of in_block is a fact: it is never changed or deleted'); END;
CREATE TRIGGER in_block_no_update BEFORE UPDATE ON "in_block" BEGIN SELECT RAISE(ABORT, 'a row of in_block is a fact: it is never changed or deleted'); END;
CREATE TABLE "included" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "line_id" INTEGER NOT NULL,
    "recipient_id" INTEGER NOT NULL,
    "revision_id" INTEGER NOT NULL,
    FOREIGN KEY ("line_id") REFERENCES "line" ("id"),
    FOREIGN KEY ("recipient_id") REFERENCES "recipient" ("id"),
    FOREIGN KEY ("revision_id") REFERENCES "revision" ("id")
);
CREATE INDEX "included_line_id" ON "included" ("line_id");
CREATE UNIQUE INDEX "included_line_id_recipient_id" ON "included" ("line_id", "recipient_id");
CREATE INDEX "included_recipient_id" ON "included" ("recipient_id");
CREATE INDEX "included_revision_id" ON "included" ("revision_id");
CREATE TRIGGER included_no_delete BEFORE DELETE ON "included" BEGIN SELECT RAISE(ABORT, 'a row of included is a fact: it is never changed or deleted'); END;
CREATE TRIGGER included_no_update BEFORE UPDATE ON "included" BEGIN SELECT RAISE(ABORT, 'a row of included is a fact: it is never changed or deleted'); END;
CREATE TABLE "letter" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "to" VARCHAR(254) NOT NULL,
    "subject" VARCHAR(200) NOT NULL,
    "body" TEXT NOT NULL,
    "written" DATETIME NOT NULL,
    "due" DATETIME,
    "tries" INTEGER NOT NULL,
    "sent" DATETIME,
    "headers" TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX "letter_due" ON "letter" ("due");
CREATE TABLE "library_change" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "article_id" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "what" VARCHAR(200) NOT NULL,
    FOREIGN KEY ("article_id") REFERENCES "article" ("id")
);
CREATE INDEX "librarychange_article_id" ON "library_change" ("article_id");
CREATE TABLE "line" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER NOT NULL,
    "entry_id" INTEGER NOT NULL,
    "move_id" INTEGER NOT NULL,
    "evaluation_id" INTEGER,
    "amount" INTEGER NOT NULL CHECK (amount > 0),
    "completed_on" DATE NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id"),
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id"),
    FOREIGN KEY ("move_id") REFERENCES "move" ("id"),
    FOREIGN KEY ("evaluation_id") REFERENCES "evaluation" ("id")
);
CREATE INDEX "line_claim_id" ON "line" ("claim_id");
CREATE UNIQUE INDEX "line_claim_id_entry_id" ON "line" ("claim_id", "entry_id");
CREATE INDEX "line_entry_id" ON "line" ("entry_id");
CREATE INDEX "line_evaluation_id" ON "line" ("evaluation_id");
CREATE UNIQUE INDEX "line_move_id" ON "line" ("move_id");
CREATE TRIGGER line_no_delete BEFORE DELETE ON "line" BEGIN SELECT RAISE(ABORT, 'a row of line is a fact: it is never changed or deleted'); END;
CREATE TRIGGER line_no_update BEFORE UPDATE ON "line" BEGIN SELECT RAISE(ABORT, 'a row of line is a fact: it is never changed or deleted'); END;
CREATE TABLE "link" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "purpose" VARCHAR(20) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "payload" VARCHAR(254) NOT NULL,
    "made" DATETIME NOT NULL,
    "used" DATETIME
);
CREATE INDEX "link_made" ON "link" ("made");
CREATE TABLE "listing" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "body" VARCHAR(20) NOT NULL,
    "label" VARCHAR(160) NOT NULL,
    "number" VARCHAR(40) NOT NULL,
    "told" INTEGER NOT NULL,
    "added" DATETIME NOT NULL,
    "removed" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "listing_person_id" ON "listing" ("person_id");
CREATE INDEX "listing_person_id_body_label_removed" ON "listing" ("person_id", "body", "label", "removed");
CREATE TABLE "lock" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "reason" VARCHAR(300) NOT NULL,
    "by" VARCHAR(40) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "lock_person_id" ON "lock" ("person_id");
CREATE TABLE "log" (
    "number" INTEGER NOT NULL PRIMARY KEY,
    "body" TEXT NOT NULL,
    "before" VARCHAR(64) NOT NULL,
    "hash" VARCHAR(64) NOT NULL
);
CREATE UNIQUE INDEX "logrow_hash" ON "log" ("hash");
CREATE TRIGGER log_no_delete BEFORE DELETE ON "log" BEGIN SELECT RAISE(ABORT, 'a row of log is a fact: it is never changed or deleted'); END;
CREATE TRIGGER log_no_update BEFORE UPDATE ON "log" BEGIN SELECT RAISE(ABORT, 'a row of log is a fact: it is never changed or deleted'); END;
CREATE TABLE "log_text" (
    "hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "salt" VARCHAR(32) NOT NULL,
    "text" TEXT NOT NULL
);
CREATE TABLE "mail_choice" (
    "person_id" INTEGER NOT NULL PRIMARY KEY,
    "off" INTEGER NOT NULL,
    "mailed" DATETIME,
    "verdict" INTEGER NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "match_check" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "listing_id" INTEGER NOT NULL,
    "asked" DATETIME NOT NULL,
    "due" DATETIME,
    "kind" VARCHAR(10) NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "reason" TEXT NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("listing_id") REFERENCES "listing" ("id") ON DELETE CASCADE
);
CREATE INDEX "matchcheck_listing_id" ON "match_check" ("listing_id");
CREATE INDEX "matchcheck_person_id" ON "match_check" ("person_id");
CREATE UNIQUE INDEX "matchcheck_person_id_listing_id" ON "match_check" ("person_id", "listing_id");
CREATE TABLE "membership" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "starts" DATE NOT NULL,
    "until" DATE NOT NULL,
    "by" VARCHAR(40) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE INDEX "membership_person_id" ON "membership" ("person_id");
CREATE UNIQUE INDEX "membership_person_id_starts" ON "membership" ("person_id", "starts");
CREATE INDEX "membership_until" ON "membership" ("until");
CREATE TRIGGER membership_no_delete BEFORE DELETE ON "membership" BEGIN SELECT RAISE(ABORT, 'a row of membership is a fact: it is never changed or deleted'); END;
CREATE TRIGGER membership_no_update BEFORE UPDATE ON "membership" BEGIN SELECT RAISE(ABORT, 'a row of membership is a fact: it is never changed or deleted'); END;
CREATE TABLE "membership_notice" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "membership_id" INTEGER NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("membership_id") REFERENCES "membership" ("id")
);
CREATE INDEX "membershipnotice_membership_id" ON "membership_notice" ("membership_id");
CREATE UNIQUE INDEX "membershipnotice_membership_id_kind" ON "membership_notice" ("membership_id", "kind");
CREATE TRIGGER membership_notice_no_delete BEFORE DELETE ON "membership_notice" BEGIN SELECT RAISE(ABORT, 'a row of membership_notice is a fact: it is never changed or deleted'); END;
CREATE TRIGGER membership_notice_no_update BEFORE UPDATE ON "membership_notice" BEGIN SELECT RAISE(ABORT, 'a row of membership_notice is a fact: it is never changed or deleted'); END;
CREATE TABLE "mended_key" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "question_id" INTEGER NOT NULL,
    "was_id" INTEGER NOT NULL,
    "now_id" INTEGER NOT NULL,
    "by" VARCHAR(40) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("question_id") REFERENCES "question" ("id"),
    FOREIGN KEY ("was_id") REFERENCES "question_version" ("id"),
    FOREIGN KEY ("now_id") REFERENCES "question_version" ("id")
);
CREATE UNIQUE INDEX "mendedkey_now_id" ON "mended_key" ("now_id");
CREATE INDEX "mendedkey_question_id" ON "mended_key" ("question_id");
CREATE INDEX "mendedkey_was_id" ON "mended_key" ("was_id");
CREATE TRIGGER mended_key_no_delete BEFORE DELETE ON "mended_key" BEGIN SELECT RAISE(ABORT, 'a row of mended_key is a fact: it is never changed or deleted'); END;
CREATE TRIGGER mended_key_no_update BEFORE UPDATE ON "mended_key" BEGIN SELECT RAISE(ABORT, 'a row of mended_key is a fact: it is never changed or deleted'); END;
CREATE TABLE "move" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "entry_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "amount" INTEGER NOT NULL,
    "balance" INTEGER NOT NULL CHECK (balance >= 0),
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id")
);
CREATE INDEX "move_entry_id" ON "move" ("entry_id");
CREATE UNIQUE INDEX "move_entry_id_sequence" ON "move" ("entry_id", "sequence");
CREATE TRIGGER move_no_delete BEFORE DELETE ON "move" BEGIN SELECT RAISE(ABORT, 'a row of move is a fact: it is never changed or deleted'); END;
CREATE TRIGGER move_no_update BEFORE UPDATE ON "move" BEGIN SELECT RAISE(ABORT, 'a row of move is a fact: it is never changed or deleted'); END;
CREATE TABLE "note" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "actor" VARCHAR(40) NOT NULL,
    "what" VARCHAR(40) NOT NULL,
    "subject" VARCHAR(60) NOT NULL,
    "details" TEXT NOT NULL
);
CREATE TABLE "office" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "office_person_id" ON "office" ("person_id");
CREATE TABLE "opening" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "search_id" INTEGER NOT NULL,
    "version_id" INTEGER NOT NULL,
    "opened" DATETIME NOT NULL,
    "eligible" INTEGER NOT NULL,
    FOREIGN KEY ("search_id") REFERENCES "search" ("id"),
    FOREIGN KEY ("version_id") REFERENCES "article_version" ("id")
);
CREATE INDEX "opening_search_id" ON "opening" ("search_id");
CREATE UNIQUE INDEX "opening_search_id_version_id" ON "opening" ("search_id", "version_id");
CREATE INDEX "opening_version_id" ON "opening" ("version_id");
CREATE TRIGGER opening_no_delete BEFORE DELETE ON "opening" BEGIN SELECT RAISE(ABORT, 'a row of opening is a fact: it is never changed or deleted'); END;
CREATE TRIGGER opening_no_update BEFORE UPDATE ON "opening" BEGIN SELECT RAISE(ABORT, 'a row of opening is a fact: it is never changed or deleted'); END;
CREATE TABLE "outcome" (
    "claim_id" INTEGER NOT NULL PRIMARY KEY,
    "kind" VARCHAR(10) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE TRIGGER outcome_no_delete BEFORE DELETE ON "outcome" BEGIN SELECT RAISE(ABORT, 'a row of outcome is a fact: it is never changed or deleted'); END;
CREATE TRIGGER outcome_no_update BEFORE UPDATE ON "outcome" BEGIN SELECT RAISE(ABORT, 'a row of outcome is a fact: it is never changed or deleted'); END;
CREATE TABLE "pack" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "about" VARCHAR(40) NOT NULL,
    "asked" DATETIME NOT NULL,
    "step" INTEGER NOT NULL,
    "steps" INTEGER NOT NULL,
    "lease" DATETIME,
    "tries" INTEGER NOT NULL,
    "fault" VARCHAR(300) NOT NULL,
    "made" DATETIME,
    "file" VARCHAR(60) NOT NULL,
    "size" INTEGER NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "pack_made" ON "pack" ("made");
CREATE INDEX "pack_person_id" ON "pack" ("person_id");
CREATE UNIQUE INDEX "pack_person_id_kind_about" ON "pack" ("person_id", "kind", "about");
CREATE TABLE "paper" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "contents" VARCHAR(64) NOT NULL,
    "number" VARCHAR(20) NOT NULL,
    "code" VARCHAR(26) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "words" TEXT NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "paper_code" ON "paper" ("code");
CREATE UNIQUE INDEX "paper_number" ON "paper" ("number");
CREATE INDEX "paper_person_id" ON "paper" ("person_id");
CREATE UNIQUE INDEX "paper_person_id_kind_contents" ON "paper" ("person_id", "kind", "contents");
CREATE TRIGGER paper_no_update BEFORE UPDATE ON "paper" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."person_id" IS NEW."person_id" AND OLD."kind" IS NEW."kind" AND OLD."contents" IS NEW."contents" AND OLD."number" IS NEW."number" AND OLD."code" IS NEW."code" AND OLD."title" IS NEW."title" AND OLD."made" IS NEW."made") BEGIN SELECT RAISE(ABORT, 'a row of paper is a fact: it is never changed or deleted'); END;
CREATE TABLE "paper_file" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "paper_id" INTEGER NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "body" BLOB NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("paper_id") REFERENCES "paper" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "paperfile_paper_id" ON "paper_file" ("paper_id");
CREATE INDEX "paperfile_sha256" ON "paper_file" ("sha256");
CREATE TRIGGER paper_file_no_update BEFORE UPDATE ON "paper_file" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."paper_id" IS NEW."paper_id" AND OLD."sha256" IS NEW."sha256" AND OLD."made" IS NEW."made") BEGIN SELECT RAISE(ABORT, 'a row of paper_file is a fact: it is never changed or deleted'); END;
CREATE TABLE "passing" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "post_test_id" INTEGER NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id"),
    FOREIGN KEY ("post_test_id") REFERENCES "post_test" ("id")
);
CREATE INDEX "passing_person_id" ON "passing" ("person_id");
CREATE UNIQUE INDEX "passing_person_id_topic_id" ON "passing" ("person_id", "topic_id");
CREATE UNIQUE INDEX "passing_post_test_id" ON "passing" ("post_test_id");
CREATE INDEX "passing_topic_id" ON "passing" ("topic_id");
CREATE TRIGGER passing_no_delete BEFORE DELETE ON "passing" BEGIN SELECT RAISE(ABORT, 'a row of passing is a fact: it is never changed or deleted'); END;
CREATE TRIGGER passing_no_update BEFORE UPDATE ON "passing" BEGIN SELECT RAISE(ABORT, 'a row of passing is a fact: it is never changed or deleted'); END;
CREATE TABLE "passkey" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "handle" VARCHAR(86) NOT NULL,
    "credential" VARCHAR(1400) NOT NULL,
    "public_key" BLOB NOT NULL,
    "sign_count" INTEGER NOT NULL,
    "transports" TEXT NOT NULL,
    "name" VARCHAR(60) NOT NULL,
    "made" DATETIME NOT NULL,
    "used" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "passkey_credential" ON "passkey" ("credential");
CREATE INDEX "passkey_person_id" ON "passkey" ("person_id");
CREATE TABLE "person" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "email" VARCHAR(254) NOT NULL,
    "password_hash" VARCHAR(200) NOT NULL,
    "created" DATETIME NOT NULL
);
CREATE UNIQUE INDEX "person_email" ON "person" ("email");
CREATE TABLE "place" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "quiz_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "question_id" INTEGER NOT NULL,
    "attempt_id" INTEGER,
    FOREIGN KEY ("quiz_id") REFERENCES "quiz" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("question_id") REFERENCES "question" ("id"),
    FOREIGN KEY ("attempt_id") REFERENCES "attempt" ("id")
);
CREATE UNIQUE INDEX "place_attempt_id" ON "place" ("attempt_id");
CREATE INDEX "place_question_id" ON "place" ("question_id");
CREATE INDEX "place_quiz_id" ON "place" ("quiz_id");
CREATE UNIQUE INDEX "place_quiz_id_position" ON "place" ("quiz_id", "position");
CREATE TABLE "planned" (
    "claim_id" INTEGER NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE TRIGGER planned_no_delete BEFORE DELETE ON "planned" BEGIN SELECT RAISE(ABORT, 'a row of planned is a fact: it is never changed or deleted'); END;
CREATE TRIGGER planned_no_update BEFORE UPDATE ON "planned" BEGIN SELECT RAISE(ABORT, 'a row of planned is a fact: it is never changed or deleted'); END;
CREATE TABLE "post_test" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "topic_version_id" INTEGER NOT NULL,
    "activity_version_id" INTEGER NOT NULL,
    "key" VARCHAR(40) NOT NULL,
    "practice" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    "day" DATE NOT NULL,
    "right" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "passed" INTEGER NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id"),
    FOREIGN KEY ("topic_version_id") REFERENCES "topic_version" ("id"),
    FOREIGN KEY ("activity_version_id") REFERENCES "activity_version" ("id")
);
CREATE INDEX "posttest_activity_version_id" ON "post_test" ("activity_version_id");
CREATE INDEX "posttest_person_id" ON "post_test" ("person_id");
CREATE UNIQUE INDEX "posttest_person_id_key" ON "post_test" ("person_id", "key");
CREATE INDEX "posttest_person_id_topic_id" ON "post_test" ("person_id", "topic_id");
CREATE INDEX "posttest_topic_id" ON "post_test" ("topic_id");
CREATE INDEX "posttest_topic_version_id" ON "post_test" ("topic_version_id");
CREATE TRIGGER post_test_no_delete BEFORE DELETE ON "post_test" BEGIN SELECT RAISE(ABORT, 'a row of post_test is a fact: it is never changed or deleted'); END;
CREATE TRIGGER post_test_no_update BEFORE UPDATE ON "post_test" BEGIN SELECT RAISE(ABORT, 'a row of post_test is a fact: it is never changed or deleted'); END;
CREATE TABLE "post_test_answer" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "post_test_id" INTEGER NOT NULL,
    "item_id" INTEGER NOT NULL,
    "chosen" INTEGER NOT NULL,
    "right" INTEGER NOT NULL,
    FOREIGN KEY ("post_test_id") REFERENCES "post_test" ("id"),
    FOREIGN KEY ("item_id") REFERENCES "topic_item" ("id")
);
CREATE INDEX "posttestanswer_item_id" ON "post_test_answer" ("item_id");
CREATE INDEX "posttestanswer_post_test_id" ON "post_test_answer" ("post_test_id");
CREATE UNIQUE INDEX "posttestanswer_post_test_id_item_id" ON "post_test_answer" ("post_test_id", "item_id");
CREATE TRIGGER post_test_answer_no_delete BEFORE DELETE ON "post_test_answer" BEGIN SELECT RAISE(ABORT, 'a row of post_test_answer is a fact: it is never changed or deleted'); END;
CREATE TRIGGER post_test_answer_no_update BEFORE UPDATE ON "post_test_answer" BEGIN SELECT RAISE(ABORT, 'a row of post_test_answer is a fact: it is never changed or deleted'); END;
CREATE TABLE "profile" (
    "person_id" INTEGER NOT NULL PRIMARY KEY,
    "name" VARCHAR(80) NOT NULL,
    "latin_name" VARCHAR(80) NOT NULL,
    "credentials" VARCHAR(40) NOT NULL,
    "role" VARCHAR(30) NOT NULL,
    "country" VARCHAR(2) NOT NULL,
    "zone" VARCHAR(64) NOT NULL,
    "birth_month" INTEGER,
    "birth_day" INTEGER,
    "npi" VARCHAR(20) NOT NULL,
    "student" INTEGER NOT NULL,
    "changed" DATETIME,
    "given" VARCHAR(80) NOT NULL DEFAULT '',
    "family" VARCHAR(80) NOT NULL DEFAULT '',
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE TABLE "progress" (
    "rendering" INTEGER NOT NULL PRIMARY KEY,
    "page" INTEGER NOT NULL,
    "pages" INTEGER NOT NULL
);
CREATE TABLE "provider" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "since" DATETIME NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "address" TEXT NOT NULL,
    "country" VARCHAR(2) NOT NULL,
    "zone" VARCHAR(64) NOT NULL,
    "email" VARCHAR(254) NOT NULL,
    "phone" VARCHAR(60) NOT NULL,
    "hours" VARCHAR(200) NOT NULL,
    "accredited_number" VARCHAR(20) NOT NULL,
    "accreditation" TEXT NOT NULL,
    "participation" TEXT NOT NULL,
    "paper" VARCHAR(10) NOT NULL,
    "template" VARCHAR(20) NOT NULL,
    "reporting_bodies" TEXT,
    "membership_required" BOOLEAN NOT NULL DEFAULT FALSE,
    "membership_link" VARCHAR(300) NOT NULL DEFAULT '',
    "first_attempts_only" BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX "provider_since" ON "provider" ("since");
CREATE TRIGGER provider_no_delete BEFORE DELETE ON "provider" BEGIN SELECT RAISE(ABORT, 'a row of provider is a fact: it is never changed or deleted'); END;
CREATE TRIGGER provider_no_update BEFORE UPDATE ON "provider" BEGIN SELECT RAISE(ABORT, 'a row of provider is a fact: it is never changed or deleted'); END;
CREATE TABLE "question" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "key" VARCHAR(140) NOT NULL,
    "current" INTEGER
);
CREATE UNIQUE INDEX "question_key" ON "question" ("key");
CREATE TABLE "question_import" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER,
    "name" VARCHAR(200) NOT NULL,
    "body" BLOB NOT NULL,
    "category" VARCHAR(120) NOT NULL,
    "made" DATETIME NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "total" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "new" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "unchanged" INTEGER NOT NULL,
    "refused" INTEGER NOT NULL,
    "sample" TEXT NOT NULL,
    "faults" TEXT NOT NULL,
    "lease" DATETIME,
    "tries" INTEGER NOT NULL,
    "done" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE INDEX "questionimport_person_id" ON "question_import" ("person_id");
CREATE INDEX "questionimport_state" ON "question_import" ("state");
CREATE TABLE "question_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "question_id" INTEGER NOT NULL,
    "category_id" INTEGER NOT NULL,
    "source_hash" VARCHAR(64) NOT NULL,
    "content" VARCHAR(64) NOT NULL,
    "imported" DATETIME NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "stem" TEXT NOT NULL,
    "answers" TEXT NOT NULL,
    "right" INTEGER NOT NULL,
    "explanation" TEXT NOT NULL,
    "reference" VARCHAR(1000) NOT NULL,
    "tags" TEXT NOT NULL,
    "demo" INTEGER NOT NULL,
    FOREIGN KEY ("question_id") REFERENCES "question" ("id"),
    FOREIGN KEY ("category_id") REFERENCES "category" ("id")
);
CREATE INDEX "questionversion_category_id" ON "question_version" ("category_id");
CREATE INDEX "questionversion_content" ON "question_version" ("content");
CREATE INDEX "questionversion_question_id" ON "question_version" ("question_id");
CREATE INDEX "questionversion_question_id_source_hash" ON "question_version" ("question_id", "source_hash");
CREATE TRIGGER question_version_no_delete BEFORE DELETE ON "question_version" BEGIN SELECT RAISE(ABORT, 'a row of question_version is a fact: it is never changed or deleted'); END;
CREATE TRIGGER question_version_no_update BEFORE UPDATE ON "question_version" BEGIN SELECT RAISE(ABORT, 'a row of question_version is a fact: it is never changed or deleted'); END;
CREATE TABLE "quiz" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "made" DATETIME NOT NULL,
    "categories" TEXT NOT NULL,
    "ended" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE INDEX "quiz_person_id" ON "quiz" ("person_id");
CREATE INDEX "quiz_person_id_ended" ON "quiz" ("person_id", "ended");
CREATE TABLE "reading_place" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "topic_id" INTEGER NOT NULL,
    "section" VARCHAR(120) NOT NULL,
    "percent" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id")
);
CREATE INDEX "readingplace_person_id" ON "reading_place" ("person_id");
CREATE UNIQUE INDEX "readingplace_person_id_topic_id" ON "reading_place" ("person_id", "topic_id");
CREATE INDEX "readingplace_topic_id" ON "reading_place" ("topic_id");
CREATE TABLE "recipient" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER NOT NULL,
    "body" VARCHAR(20) NOT NULL,
    "label" VARCHAR(160) NOT NULL,
    "number" VARCHAR(40) NOT NULL,
    "consent" INTEGER NOT NULL,
    "npi" VARCHAR(20) NOT NULL,
    "birth_month" INTEGER,
    "birth_day" INTEGER,
    "given" VARCHAR(80) NOT NULL DEFAULT '',
    "family" VARCHAR(80) NOT NULL DEFAULT '',
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id")
);
CREATE INDEX "recipient_claim_id" ON "recipient" ("claim_id");
CREATE UNIQUE INDEX "recipient_claim_id_body" ON "recipient" ("claim_id", "body");
CREATE TRIGGER recipient_no_delete BEFORE DELETE ON "recipient" BEGIN SELECT RAISE(ABORT, 'a row of recipient is a fact: it is never changed or deleted'); END;
CREATE TRIGGER recipient_no_update BEFORE UPDATE ON "recipient" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."claim_id" IS NEW."claim_id" AND OLD."body" IS NEW."body" AND OLD."label" IS NEW."label" AND OLD."consent" IS NEW."consent") BEGIN SELECT RAISE(ABORT, 'a row of recipient is a fact: it is never changed or deleted'); END;
CREATE TABLE "recovery_code" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "label" VARCHAR(4) NOT NULL,
    "hash" VARCHAR(200) NOT NULL,
    "made" DATETIME NOT NULL,
    "used" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "recoverycode_person_id" ON "recovery_code" ("person_id");
CREATE UNIQUE INDEX "recoverycode_person_id_label" ON "recovery_code" ("person_id", "label");
CREATE TABLE "relevance" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "evaluation_id" INTEGER NOT NULL,
    "opening_id" INTEGER NOT NULL,
    "relevant" INTEGER NOT NULL,
    FOREIGN KEY ("evaluation_id") REFERENCES "evaluation" ("id"),
    FOREIGN KEY ("opening_id") REFERENCES "opening" ("id")
);
CREATE INDEX "relevance_evaluation_id" ON "relevance" ("evaluation_id");
CREATE UNIQUE INDEX "relevance_evaluation_id_opening_id" ON "relevance" ("evaluation_id", "opening_id");
CREATE INDEX "relevance_opening_id" ON "relevance" ("opening_id");
CREATE TRIGGER relevance_no_delete BEFORE DELETE ON "relevance" BEGIN SELECT RAISE(ABORT, 'a row of relevance is a fact: it is never changed or deleted'); END;
CREATE TRIGGER relevance_no_update BEFORE UPDATE ON "relevance" BEGIN SELECT RAISE(ABORT, 'a row of relevance is a fact: it is never changed or deleted'); END;
CREATE TABLE "rendering" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "claim_id" INTEGER,
    "contents" VARCHAR(64) NOT NULL,
    "certificate_ids" TEXT,
    "paper_id" INTEGER,
    "asked" DATETIME NOT NULL,
    "lease" DATETIME,
    "tries" INTEGER NOT NULL,
    "fault" VARCHAR(300) NOT NULL,
    "done" DATETIME,
    FOREIGN KEY ("claim_id") REFERENCES "claim" ("id"),
    FOREIGN KEY ("paper_id") REFERENCES "paper" ("id") ON DELETE CASCADE
);
CREATE INDEX "rendering_claim_id" ON "rendering" ("claim_id");
CREATE UNIQUE INDEX "rendering_claim_id_contents" ON "rendering" ("claim_id", "contents");
CREATE INDEX "rendering_done" ON "rendering" ("done");
CREATE UNIQUE INDEX "rendering_paper_id" ON "rendering" ("paper_id");
CREATE TABLE "reply" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "transmission_id" INTEGER NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "reason" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("transmission_id") REFERENCES "transmission" ("id")
);
CREATE UNIQUE INDEX "reply_transmission_id" ON "reply" ("transmission_id");
CREATE TRIGGER reply_no_delete BEFORE DELETE ON "reply" BEGIN SELECT RAISE(ABORT, 'a row of reply is a fact: it is never changed or deleted'); END;
CREATE TRIGGER reply_no_update BEFORE UPDATE ON "reply" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."transmission_id" IS NEW."transmission_id" AND OLD."kind" IS NEW."kind" AND OLD."code" IS NEW."code" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of reply is a fact: it is never changed or deleted'); END;
CREATE TABLE "report" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "body" VARCHAR(20) NOT NULL,
    "destination" VARCHAR(20) NOT NULL,
    "activity_id" INTEGER NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "completed_on" DATE NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id")
);
CREATE INDEX "report_activity_id" ON "report" ("activity_id");
CREATE INDEX "report_person_id" ON "report" ("person_id");
CREATE UNIQUE INDEX "report_person_id_body_activity_id_credit_type_completed_on" ON "report" ("person_id", "body", "activity_id", "credit_type", "completed_on");
CREATE TRIGGER report_no_delete BEFORE DELETE ON "report" BEGIN SELECT RAISE(ABORT, 'a row of report is a fact: it is never changed or deleted'); END;
CREATE TRIGGER report_no_update BEFORE UPDATE ON "report" BEGIN SELECT RAISE(ABORT, 'a row of report is a fact: it is never changed or deleted'); END;
CREATE TABLE "requirement" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "body" VARCHAR(160) NOT NULL,
    "rule" VARCHAR(40) NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "requirement_person_id" ON "requirement" ("person_id");
CREATE TABLE "resending" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "asked" DATETIME NOT NULL,
    "reports" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "due" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "resending_person_id" ON "resending" ("person_id");
CREATE TABLE "restoration" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "dismissal_id" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("dismissal_id") REFERENCES "dismissal" ("id")
);
CREATE UNIQUE INDEX "restoration_dismissal_id" ON "restoration" ("dismissal_id");
CREATE TRIGGER restoration_no_delete BEFORE DELETE ON "restoration" BEGIN SELECT RAISE(ABORT, 'a row of restoration is a fact: it is never changed or deleted'); END;
CREATE TRIGGER restoration_no_update BEFORE UPDATE ON "restoration" BEGIN SELECT RAISE(ABORT, 'a row of restoration is a fact: it is never changed or deleted'); END;
CREATE TABLE "retirement" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "requirement_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "retired" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("requirement_id") REFERENCES "requirement" ("id") ON DELETE CASCADE
);
CREATE INDEX "retirement_requirement_id" ON "retirement" ("requirement_id");
CREATE UNIQUE INDEX "retirement_requirement_id_sequence" ON "retirement" ("requirement_id", "sequence");
CREATE TRIGGER retirement_no_update BEFORE UPDATE ON "retirement" BEGIN SELECT RAISE(ABORT, 'a row of retirement is a fact: it is never changed or deleted'); END;
CREATE TABLE "revision" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "report_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "ccid" VARCHAR(100) NOT NULL,
    "hundredths" INTEGER NOT NULL CHECK (hundredths > 0),
    "learner" TEXT NOT NULL,
    "cause" VARCHAR(20) NOT NULL,
    "by" VARCHAR(40) NOT NULL,
    "made" DATETIME NOT NULL,
    FOREIGN KEY ("report_id") REFERENCES "report" ("id")
);
CREATE UNIQUE INDEX "revision_ccid" ON "revision" ("ccid");
CREATE INDEX "revision_report_id" ON "revision" ("report_id");
CREATE UNIQUE INDEX "revision_report_id_number" ON "revision" ("report_id", "number");
CREATE TRIGGER revision_no_delete BEFORE DELETE ON "revision" BEGIN SELECT RAISE(ABORT, 'a row of revision is a fact: it is never changed or deleted'); END;
CREATE TRIGGER revision_no_update BEFORE UPDATE ON "revision" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."report_id" IS NEW."report_id" AND OLD."number" IS NEW."number" AND OLD."ccid" IS NEW."ccid" AND OLD."hundredths" IS NEW."hundredths" AND OLD."cause" IS NEW."cause" AND OLD."by" IS NEW."by" AND OLD."made" IS NEW."made") BEGIN SELECT RAISE(ABORT, 'a row of revision is a fact: it is never changed or deleted'); END;
CREATE TABLE "rule" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "pack_id" INTEGER NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "said" TEXT NOT NULL,
    FOREIGN KEY ("pack_id") REFERENCES "rule_pack" ("id")
);
CREATE INDEX "rule_code" ON "rule" ("code");
CREATE INDEX "rule_pack_id" ON "rule" ("pack_id");
CREATE UNIQUE INDEX "rule_pack_id_code" ON "rule" ("pack_id", "code");
CREATE TRIGGER rule_no_delete BEFORE DELETE ON "rule" BEGIN SELECT RAISE(ABORT, 'a row of rule is a fact: it is never changed or deleted'); END;
CREATE TRIGGER rule_no_update BEFORE UPDATE ON "rule" BEGIN SELECT RAISE(ABORT, 'a row of rule is a fact: it is never changed or deleted'); END;
CREATE TABLE "rule_pack" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "code" VARCHAR(60) NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "dated" DATE NOT NULL,
    "about" TEXT NOT NULL,
    "sha256" VARCHAR(64) NOT NULL,
    "loaded" DATETIME NOT NULL
);
CREATE INDEX "rulepack_code" ON "rule_pack" ("code");
CREATE UNIQUE INDEX "rulepack_sha256" ON "rule_pack" ("sha256");
CREATE TRIGGER rule_pack_no_delete BEFORE DELETE ON "rule_pack" BEGIN SELECT RAISE(ABORT, 'a row of rule_pack is a fact: it is never changed or deleted'); END;
CREATE TRIGGER rule_pack_no_update BEFORE UPDATE ON "rule_pack" BEGIN SELECT RAISE(ABORT, 'a row of rule_pack is a fact: it is never changed or deleted'); END;
CREATE TABLE "schema_migration" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "name" VARCHAR(255) NOT NULL,
    "applied" DATETIME NOT NULL
);
CREATE UNIQUE INDEX "schema_migration_name" ON "schema_migration" ("name");
CREATE TABLE "search" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "term" VARCHAR(200) NOT NULL,
    "term_key" VARCHAR(200) NOT NULL,
    "searched" DATETIME NOT NULL,
    "day" DATE NOT NULL,
    "zone" VARCHAR(64) NOT NULL,
    "last_opening" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id")
);
CREATE INDEX "search_person_id" ON "search" ("person_id");
CREATE INDEX "search_person_id_term_key_last_opening" ON "search" ("person_id", "term_key", "last_opening");
CREATE TABLE search_article (
    article_id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    specialty TEXT NOT NULL,
    keywords TEXT NOT NULL,
    description TEXT NOT NULL,
    title_stems TEXT NOT NULL,
    keyword_stems TEXT NOT NULL,
    description_stems TEXT NOT NULL,
    body TEXT NOT NULL,
    body_marks TEXT NOT NULL,
    body_stems TEXT NOT NULL
);
CREATE INDEX search_article_specialty ON search_article (specialty);
CREATE INDEX search_article_title_key ON search_article (title_key, title);
CREATE VIRTUAL TABLE search_head USING fts5(title_stems, keyword_stems, description_stems, content='search_article', content_rowid='article_id', tokenize='ascii');
CREATE TABLE search_start (
    source TEXT NOT NULL,
    start TEXT NOT NULL,
    family TEXT NOT NULL
);
CREATE INDEX search_start_start ON search_start (source, start);
CREATE TABLE search_synonym (
    source TEXT NOT NULL,
    family TEXT NOT NULL,
    phrase TEXT NOT NULL,
    shown TEXT NOT NULL,
    place INTEGER NOT NULL
);
CREATE INDEX search_synonym_family ON search_synonym (family);
CREATE INDEX search_synonym_phrase ON search_synonym (phrase);
CREATE VIRTUAL TABLE search_whole USING fts5(title_stems, keyword_stems, description_stems, body_stems, content='search_article', content_rowid='article_id', tokenize='ascii');
CREATE TABLE search_word (
    word TEXT PRIMARY KEY,
    stem TEXT NOT NULL,
    reversed TEXT NOT NULL,
    articles INTEGER NOT NULL,
    heads INTEGER NOT NULL,
    lay INTEGER NOT NULL
);
CREATE INDEX search_word_reversed ON search_word (reversed);
CREATE INDEX search_word_stem ON search_word (stem);
CREATE TABLE "sent_back" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "evaluation_id" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("evaluation_id") REFERENCES "evaluation" ("id")
);
CREATE UNIQUE INDEX "sentback_evaluation_id" ON "sent_back" ("evaluation_id");
CREATE TRIGGER sent_back_no_delete BEFORE DELETE ON "sent_back" BEGIN SELECT RAISE(ABORT, 'a row of sent_back is a fact: it is never changed or deleted'); END;
CREATE TRIGGER sent_back_no_update BEFORE UPDATE ON "sent_back" BEGIN SELECT RAISE(ABORT, 'a row of sent_back is a fact: it is never changed or deleted'); END;
CREATE TABLE "settled" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "mended_id" INTEGER NOT NULL,
    "credited" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("mended_id") REFERENCES "mended_key" ("id")
);
CREATE UNIQUE INDEX "settled_mended_id" ON "settled" ("mended_id");
CREATE TRIGGER settled_no_delete BEFORE DELETE ON "settled" BEGIN SELECT RAISE(ABORT, 'a row of settled is a fact: it is never changed or deleted'); END;
CREATE TRIGGER settled_no_update BEFORE UPDATE ON "settled" BEGIN SELECT RAISE(ABORT, 'a row of settled is a fact: it is never changed or deleted'); END;
CREATE TABLE "sign_in" (
    "id_hash" VARCHAR(64) NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "created" DATETIME NOT NULL,
    "last_seen" DATETIME NOT NULL,
    "ends" DATETIME NOT NULL,
    "idle_seconds" INTEGER NOT NULL,
    "device" VARCHAR(200) NOT NULL,
    "proved" DATETIME NOT NULL,
    "second" INTEGER NOT NULL,
    "ended" DATETIME,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "signin_person_id" ON "sign_in" ("person_id");
CREATE TABLE "stop" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "revision_id" INTEGER NOT NULL,
    "why" VARCHAR(20) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("revision_id") REFERENCES "revision" ("id")
);
CREATE UNIQUE INDEX "stop_revision_id" ON "stop" ("revision_id");
CREATE TRIGGER stop_no_delete BEFORE DELETE ON "stop" BEGIN SELECT RAISE(ABORT, 'a row of stop is a fact: it is never changed or deleted'); END;
CREATE TRIGGER stop_no_update BEFORE UPDATE ON "stop" BEGIN SELECT RAISE(ABORT, 'a row of stop is a fact: it is never changed or deleted'); END;
CREATE TABLE "supersession" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "old_id" INTEGER NOT NULL,
    "new_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("old_id") REFERENCES "certificate" ("id"),
    FOREIGN KEY ("new_id") REFERENCES "certificate" ("id")
);
CREATE UNIQUE INDEX "supersession_new_id" ON "supersession" ("new_id");
CREATE UNIQUE INDEX "supersession_old_id" ON "supersession" ("old_id");
CREATE TRIGGER supersession_no_delete BEFORE DELETE ON "supersession" BEGIN SELECT RAISE(ABORT, 'a row of supersession is a fact: it is never changed or deleted'); END;
CREATE TRIGGER supersession_no_update BEFORE UPDATE ON "supersession" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."old_id" IS NEW."old_id" AND OLD."new_id" IS NEW."new_id" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of supersession is a fact: it is never changed or deleted'); END;
CREATE TABLE "terms" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "cycle_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "starts" DATE NOT NULL,
    "ends" DATE NOT NULL,
    "months" INTEGER NOT NULL,
    "total" INTEGER,
    "category1" INTEGER NOT NULL,
    "carry_over" INTEGER,
    "carried" INTEGER,
    "unit" VARCHAR(30) NOT NULL,
    "takes" TEXT NOT NULL,
    "category1_takes" TEXT NOT NULL,
    "participation" INTEGER NOT NULL,
    "topics" TEXT NOT NULL,
    "rule_id" INTEGER,
    "removed" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("cycle_id") REFERENCES "cycle" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("rule_id") REFERENCES "rule" ("id")
);
CREATE INDEX "terms_cycle_id" ON "terms" ("cycle_id");
CREATE UNIQUE INDEX "terms_cycle_id_sequence" ON "terms" ("cycle_id", "sequence");
CREATE INDEX "terms_rule_id" ON "terms" ("rule_id");
CREATE TRIGGER terms_no_update BEFORE UPDATE ON "terms" BEGIN SELECT RAISE(ABORT, 'a row of terms is a fact: it is never changed or deleted'); END;
CREATE TABLE "topic" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "activity_id" INTEGER NOT NULL,
    "slug" VARCHAR(100) NOT NULL,
    FOREIGN KEY ("activity_id") REFERENCES "activity" ("id")
);
CREATE INDEX "topic_activity_id" ON "topic" ("activity_id");
CREATE UNIQUE INDEX "topic_activity_id_slug" ON "topic" ("activity_id", "slug");
CREATE TABLE "topic_choice" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "key" VARCHAR(40) NOT NULL,
    "sequence" INTEGER NOT NULL,
    "topics" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "topicchoice_person_id" ON "topic_choice" ("person_id");
CREATE UNIQUE INDEX "topicchoice_person_id_key_sequence" ON "topic_choice" ("person_id", "key", "sequence");
CREATE TRIGGER topic_choice_no_update BEFORE UPDATE ON "topic_choice" BEGIN SELECT RAISE(ABORT, 'a row of topic_choice is a fact: it is never changed or deleted'); END;
CREATE TABLE "topic_credit" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "topic_version_id" INTEGER NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "state" VARCHAR(2) NOT NULL,
    "state_topic" VARCHAR(120) NOT NULL,
    "amount" INTEGER NOT NULL CHECK (amount > 0),
    FOREIGN KEY ("topic_version_id") REFERENCES "topic_version" ("id")
);
CREATE INDEX "topiccredit_topic_version_id" ON "topic_credit" ("topic_version_id");
CREATE UNIQUE INDEX "topiccredit_topic_version_id_credit_type_state" ON "topic_credit" ("topic_version_id", "credit_type", "state");
CREATE TRIGGER topic_credit_no_delete BEFORE DELETE ON "topic_credit" BEGIN SELECT RAISE(ABORT, 'a row of topic_credit is a fact: it is never changed or deleted'); END;
CREATE TRIGGER topic_credit_no_update BEFORE UPDATE ON "topic_credit" BEGIN SELECT RAISE(ABORT, 'a row of topic_credit is a fact: it is never changed or deleted'); END;
CREATE TABLE "topic_earning" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "passing_id" INTEGER NOT NULL,
    "credit_type" VARCHAR(20) NOT NULL,
    "state" VARCHAR(2) NOT NULL,
    "entry_id" INTEGER NOT NULL,
    FOREIGN KEY ("passing_id") REFERENCES "passing" ("id"),
    FOREIGN KEY ("entry_id") REFERENCES "entry" ("id")
);
CREATE UNIQUE INDEX "topicearning_entry_id" ON "topic_earning" ("entry_id");
CREATE INDEX "topicearning_passing_id" ON "topic_earning" ("passing_id");
CREATE UNIQUE INDEX "topicearning_passing_id_credit_type_state" ON "topic_earning" ("passing_id", "credit_type", "state");
CREATE TRIGGER topic_earning_no_delete BEFORE DELETE ON "topic_earning" BEGIN SELECT RAISE(ABORT, 'a row of topic_earning is a fact: it is never changed or deleted'); END;
CREATE TRIGGER topic_earning_no_update BEFORE UPDATE ON "topic_earning" BEGIN SELECT RAISE(ABORT, 'a row of topic_earning is a fact: it is never changed or deleted'); END;
CREATE TABLE "topic_item" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "topic_version_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "key" VARCHAR(120) NOT NULL,
    "stem" TEXT NOT NULL,
    "options" TEXT NOT NULL,
    "right" INTEGER NOT NULL,
    "explanation" TEXT NOT NULL,
    "reference" TEXT NOT NULL,
    FOREIGN KEY ("topic_version_id") REFERENCES "topic_version" ("id")
);
CREATE INDEX "item_topic_version_id" ON "topic_item" ("topic_version_id");
CREATE UNIQUE INDEX "item_topic_version_id_position" ON "topic_item" ("topic_version_id", "position");
CREATE TRIGGER topic_item_no_delete BEFORE DELETE ON "topic_item" BEGIN SELECT RAISE(ABORT, 'a row of topic_item is a fact: it is never changed or deleted'); END;
CREATE TRIGGER topic_item_no_update BEFORE UPDATE ON "topic_item" BEGIN SELECT RAISE(ABORT, 'a row of topic_item is a fact: it is never changed or deleted'); END;
CREATE TABLE "topic_version" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "topic_id" INTEGER NOT NULL,
    "source_hash" VARCHAR(64) NOT NULL,
    "imported" DATETIME NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "minutes" INTEGER NOT NULL,
    "html" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    FOREIGN KEY ("topic_id") REFERENCES "topic" ("id")
);
CREATE INDEX "topicversion_topic_id" ON "topic_version" ("topic_id");
CREATE UNIQUE INDEX "topicversion_topic_id_source_hash" ON "topic_version" ("topic_id", "source_hash");
CREATE TRIGGER topic_version_no_delete BEFORE DELETE ON "topic_version" BEGIN SELECT RAISE(ABORT, 'a row of topic_version is a fact: it is never changed or deleted'); END;
CREATE TRIGGER topic_version_no_update BEFORE UPDATE ON "topic_version" BEGIN SELECT RAISE(ABORT, 'a row of topic_version is a fact: it is never changed or deleted'); END;
CREATE TABLE "totp" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "secret" VARCHAR(64) NOT NULL,
    "made" DATETIME NOT NULL,
    "confirmed" DATETIME,
    "last_step" INTEGER NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id") ON DELETE CASCADE
);
CREATE INDEX "totp_person_id" ON "totp" ("person_id");
CREATE TABLE "transmission" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "person_id" INTEGER NOT NULL,
    "revision_id" INTEGER,
    "body" VARCHAR(20) NOT NULL,
    "action" VARCHAR(10) NOT NULL,
    "destination" VARCHAR(20) NOT NULL,
    "address" VARCHAR(200) NOT NULL,
    "fields" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("person_id") REFERENCES "person" ("id"),
    FOREIGN KEY ("revision_id") REFERENCES "revision" ("id")
);
CREATE INDEX "transmission_person_id" ON "transmission" ("person_id");
CREATE INDEX "transmission_revision_id" ON "transmission" ("revision_id");
CREATE TRIGGER transmission_no_delete BEFORE DELETE ON "transmission" BEGIN SELECT RAISE(ABORT, 'a row of transmission is a fact: it is never changed or deleted'); END;
CREATE TRIGGER transmission_no_update BEFORE UPDATE ON "transmission" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."person_id" IS NEW."person_id" AND OLD."revision_id" IS NEW."revision_id" AND OLD."body" IS NEW."body" AND OLD."action" IS NEW."action" AND OLD."destination" IS NEW."destination" AND OLD."address" IS NEW."address" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of transmission is a fact: it is never changed or deleted'); END;
CREATE TABLE "unlocking" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "lock_id" INTEGER NOT NULL,
    "by" VARCHAR(40) NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("lock_id") REFERENCES "lock" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "unlocking_lock_id" ON "unlocking" ("lock_id");
CREATE TABLE "verdict" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "revision_id" INTEGER NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "code" VARCHAR(40) NOT NULL,
    "reason" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("revision_id") REFERENCES "revision" ("id")
);
CREATE UNIQUE INDEX "verdict_revision_id" ON "verdict" ("revision_id");
CREATE TRIGGER verdict_no_delete BEFORE DELETE ON "verdict" BEGIN SELECT RAISE(ABORT, 'a row of verdict is a fact: it is never changed or deleted'); END;
CREATE TRIGGER verdict_no_update BEFORE UPDATE ON "verdict" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."revision_id" IS NEW."revision_id" AND OLD."kind" IS NEW."kind" AND OLD."code" IS NEW."code" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of verdict is a fact: it is never changed or deleted'); END;
CREATE TABLE "visit" (
    "nonce" VARCHAR(32) NOT NULL PRIMARY KEY,
    "search_id" INTEGER NOT NULL,
    FOREIGN KEY ("search_id") REFERENCES "search" ("id")
);
CREATE INDEX "visit_search_id" ON "visit" ("search_id");
CREATE TABLE "withdrawal" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "certificate_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    FOREIGN KEY ("certificate_id") REFERENCES "certificate" ("id")
);
CREATE UNIQUE INDEX "withdrawal_certificate_id" ON "withdrawal" ("certificate_id");
CREATE TRIGGER withdrawal_no_delete BEFORE DELETE ON "withdrawal" BEGIN SELECT RAISE(ABORT, 'a row of withdrawal is a fact: it is never changed or deleted'); END;
CREATE TRIGGER withdrawal_no_update BEFORE UPDATE ON "withdrawal" WHEN NOT (EXISTS (SELECT 1 FROM erasing) AND OLD."id" IS NEW."id" AND OLD."certificate_id" IS NEW."certificate_id" AND OLD."at" IS NEW."at") BEGIN SELECT RAISE(ABORT, 'a row of withdrawal is a fact: it is never changed or deleted'); END;
