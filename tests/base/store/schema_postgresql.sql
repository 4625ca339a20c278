CREATE TABLE "activity" (
    id integer NOT NULL DEFAULT nextval('activity_id_seq'::regclass),
    kind character varying(30) NOT NULL,
    slug character varying(80) NOT NULL,
    CONSTRAINT activity_pkey PRIMARY KEY (id)
);
CREATE INDEX activity_kind ON public.activity USING btree (kind);
CREATE UNIQUE INDEX activity_slug ON public.activity USING btree (slug);
CREATE TABLE "activity_version" (
    id integer NOT NULL DEFAULT nextval('activity_version_id_seq'::regclass),
    activity_id integer NOT NULL,
    since timestamp without time zone NOT NULL,
    title character varying(200) NOT NULL,
    format character varying(80) NOT NULL,
    summary text NOT NULL,
    credit_type character varying(20) NOT NULL,
    unit_value integer NOT NULL,
    maximum character varying(20) NOT NULL,
    "window" character varying(20) NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    designation text NOT NULL,
    disclosures text NOT NULL,
    requirements text NOT NULL,
    accme_number character varying(20) NOT NULL,
    CONSTRAINT activity_version_pkey PRIMARY KEY (id),
    CONSTRAINT activity_version_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id)
);
CREATE INDEX activityversion_activity_id ON public.activity_version USING btree (activity_id);
CREATE TRIGGER activity_version_no_delete BEFORE DELETE ON public.activity_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER activity_version_no_update BEFORE UPDATE ON public.activity_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "answer" (
    id integer NOT NULL DEFAULT nextval('answer_id_seq'::regclass),
    evaluation_id integer NOT NULL,
    question character varying(10) NOT NULL,
    words text NOT NULL,
    CONSTRAINT answer_pkey PRIMARY KEY (id),
    CONSTRAINT answer_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id)
);
CREATE INDEX answer_evaluation_id ON public.answer USING btree (evaluation_id);
CREATE UNIQUE INDEX answer_evaluation_id_question ON public.answer USING btree (evaluation_id, question);
CREATE TABLE "article" (
    id integer NOT NULL DEFAULT nextval('article_id_seq'::regclass),
    slug character varying(160) NOT NULL,
    current integer,
    CONSTRAINT article_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX article_slug ON public.article USING btree (slug);
CREATE TABLE "article_version" (
    id integer NOT NULL DEFAULT nextval('article_version_id_seq'::regclass),
    article_id integer NOT NULL,
    source_hash character varying(64) NOT NULL,
    imported timestamp without time zone NOT NULL,
    title character varying(300) NOT NULL,
    description character varying(600) NOT NULL,
    specialty character varying(80) NOT NULL,
    keywords text NOT NULL,
    dated date,
    reviewed date,
    review_due date,
    html text NOT NULL,
    about text NOT NULL,
    demo boolean NOT NULL,
    CONSTRAINT article_version_pkey PRIMARY KEY (id),
    CONSTRAINT article_version_article_id_fkey FOREIGN KEY (article_id) REFERENCES article(id)
);
CREATE INDEX articleversion_article_id ON public.article_version USING btree (article_id);
CREATE INDEX articleversion_article_id_source_hash ON public.article_version USING btree (article_id, source_hash);
CREATE INDEX articleversion_specialty ON public.article_version USING btree (specialty);
CREATE TRIGGER article_version_no_delete BEFORE DELETE ON public.article_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER article_version_no_update BEFORE UPDATE ON public.article_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "attempt" (
    id integer NOT NULL DEFAULT nextval('attempt_id_seq'::regclass),
    person_id integer NOT NULL,
    question_id integer NOT NULL,
    version_id integer NOT NULL,
    chosen integer NOT NULL,
    correct boolean NOT NULL,
    verdict character varying(10) NOT NULL,
    day date NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (id),
    CONSTRAINT attempt_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT attempt_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id),
    CONSTRAINT attempt_version_id_fkey FOREIGN KEY (version_id) REFERENCES question_version(id)
);
CREATE INDEX attempt_person_id ON public.attempt USING btree (person_id);
CREATE INDEX attempt_person_id_question_id ON public.attempt USING btree (person_id, question_id);
CREATE INDEX attempt_question_id ON public.attempt USING btree (question_id);
CREATE INDEX attempt_version_id ON public.attempt USING btree (version_id);
CREATE TRIGGER attempt_no_delete BEFORE DELETE ON public.attempt FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER attempt_no_update BEFORE UPDATE ON public.attempt FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "block" (
    id integer NOT NULL DEFAULT nextval('block_id_seq'::regclass),
    person_id integer NOT NULL,
    entry_id integer NOT NULL,
    CONSTRAINT block_pkey PRIMARY KEY (id),
    CONSTRAINT block_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id),
    CONSTRAINT block_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX block_person_id ON public.block USING btree (person_id);
CREATE UNIQUE INDEX block_entry_id ON public.block USING btree (entry_id);
CREATE TRIGGER block_no_delete BEFORE DELETE ON public.block FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER block_no_update BEFORE UPDATE ON public.block FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "breaker" (
    name character varying(41) NOT NULL,
    failures integer NOT NULL,
    reason text NOT NULL,
    opened timestamp without time zone,
    probe timestamp without time zone,
    probes integer NOT NULL,
    paused_by character varying(40) NOT NULL,
    CONSTRAINT breaker_pkey PRIMARY KEY (name)
);
CREATE TABLE "bucket" (
    key character varying(120) NOT NULL,
    tokens real NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT bucket_pkey PRIMARY KEY (key)
);
CREATE INDEX bucket_at ON public.bucket USING btree (at);
CREATE TABLE "calendar_address" (
    id integer NOT NULL DEFAULT nextval('calendar_address_id_seq'::regclass),
    person_id integer NOT NULL,
    hash character varying(64) NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT calendar_address_pkey PRIMARY KEY (id),
    CONSTRAINT calendar_address_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX calendaraddress_hash ON public.calendar_address USING btree (hash);
CREATE UNIQUE INDEX calendaraddress_person_id ON public.calendar_address USING btree (person_id);
CREATE TABLE "category" (
    id integer NOT NULL DEFAULT nextval('category_id_seq'::regclass),
    name character varying(120) NOT NULL,
    key character varying(160) NOT NULL,
    CONSTRAINT category_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX category_key ON public.category USING btree (key);
CREATE TRIGGER category_no_delete BEFORE DELETE ON public.category FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER category_no_update BEFORE UPDATE ON public.category FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "certificate" (
    id integer NOT NULL DEFAULT nextval('certificate_id_seq'::regclass),
    claim_id integer NOT NULL,
    "position" integer NOT NULL,
    number character varying(20) NOT NULL,
    code character varying(26) NOT NULL,
    title character varying(200) NOT NULL,
    total integer NOT NULL,
    words text NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT certificate_pkey PRIMARY KEY (id),
    CONSTRAINT certificate_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX certificate_claim_id ON public.certificate USING btree (claim_id);
CREATE UNIQUE INDEX certificate_claim_id_position ON public.certificate USING btree (claim_id, "position");
CREATE UNIQUE INDEX certificate_code ON public.certificate USING btree (code);
CREATE UNIQUE INDEX certificate_number ON public.certificate USING btree (number);
CREATE TRIGGER certificate_no_delete BEFORE DELETE ON public.certificate FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER certificate_no_update BEFORE UPDATE ON public.certificate FOR EACH ROW EXECUTE FUNCTION cme_erasable('words');
CREATE TABLE "challenge" (
    value character varying(43) NOT NULL,
    purpose character varying(10) NOT NULL,
    person_id integer,
    handle character varying(86) NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT challenge_pkey PRIMARY KEY (value),
    CONSTRAINT challenge_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX challenge_person_id ON public.challenge USING btree (person_id);
CREATE TABLE "claim" (
    id integer NOT NULL DEFAULT nextval('claim_id_seq'::regclass),
    person_id integer NOT NULL,
    key character varying(64) NOT NULL,
    asked character varying(64) NOT NULL,
    credit_type character varying(20) NOT NULL,
    at timestamp without time zone NOT NULL,
    claimed_on date NOT NULL,
    zone character varying(64) NOT NULL,
    total integer NOT NULL,
    hold_until timestamp without time zone NOT NULL,
    holder text NOT NULL,
    provider_id integer,
    template character varying(20) NOT NULL,
    CONSTRAINT claim_pkey PRIMARY KEY (id),
    CONSTRAINT claim_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT claim_provider_id_fkey FOREIGN KEY (provider_id) REFERENCES provider(id),
    CONSTRAINT claim_total_check CHECK ((total > 0))
);
CREATE INDEX claim_person_id ON public.claim USING btree (person_id);
CREATE INDEX claim_person_id_at ON public.claim USING btree (person_id, at);
CREATE INDEX claim_provider_id ON public.claim USING btree (provider_id);
CREATE UNIQUE INDEX claim_person_id_key ON public.claim USING btree (person_id, key);
CREATE TRIGGER claim_no_delete BEFORE DELETE ON public.claim FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER claim_no_update BEFORE UPDATE ON public.claim FOR EACH ROW EXECUTE FUNCTION cme_erasable('holder');
CREATE TABLE "consent" (
    id integer NOT NULL DEFAULT nextval('consent_id_seq'::regclass),
    listing_id integer NOT NULL,
    given boolean NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT consent_pkey PRIMARY KEY (id),
    CONSTRAINT consent_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listing(id) ON DELETE CASCADE
);
CREATE INDEX consent_listing_id ON public.consent USING btree (listing_id);
CREATE TABLE "contained" (
    id integer NOT NULL DEFAULT nextval('contained_id_seq'::regclass),
    document_id integer NOT NULL,
    certificate_id integer NOT NULL,
    CONSTRAINT contained_pkey PRIMARY KEY (id),
    CONSTRAINT contained_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id),
    CONSTRAINT contained_document_id_fkey FOREIGN KEY (document_id) REFERENCES document(id)
);
CREATE INDEX contained_certificate_id ON public.contained USING btree (certificate_id);
CREATE INDEX contained_document_id ON public.contained USING btree (document_id);
CREATE UNIQUE INDEX contained_certificate_id_document_id ON public.contained USING btree (certificate_id, document_id);
CREATE TRIGGER contained_no_delete BEFORE DELETE ON public.contained FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER contained_no_update BEFORE UPDATE ON public.contained FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "counted" (
    id integer NOT NULL DEFAULT nextval('counted_id_seq'::regclass),
    person_id integer NOT NULL,
    question_id integer NOT NULL,
    attempt_id integer NOT NULL,
    category_id integer NOT NULL,
    mended_id integer,
    day date NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT counted_pkey PRIMARY KEY (id),
    CONSTRAINT counted_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempt(id),
    CONSTRAINT counted_category_id_fkey FOREIGN KEY (category_id) REFERENCES category(id),
    CONSTRAINT counted_mended_id_fkey FOREIGN KEY (mended_id) REFERENCES mended_key(id),
    CONSTRAINT counted_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT counted_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id)
);
CREATE INDEX counted_category_id ON public.counted USING btree (category_id);
CREATE INDEX counted_mended_id ON public.counted USING btree (mended_id);
CREATE INDEX counted_person_id ON public.counted USING btree (person_id);
CREATE INDEX counted_question_id ON public.counted USING btree (question_id);
CREATE UNIQUE INDEX counted_attempt_id ON public.counted USING btree (attempt_id);
CREATE UNIQUE INDEX counted_person_id_question_id ON public.counted USING btree (person_id, question_id);
CREATE TRIGGER counted_no_delete BEFORE DELETE ON public.counted FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER counted_no_update BEFORE UPDATE ON public.counted FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "course_evaluation" (
    id integer NOT NULL DEFAULT nextval('course_evaluation_id_seq'::regclass),
    person_id integer NOT NULL,
    activity_id integer NOT NULL,
    activity_version_id integer NOT NULL,
    objectives integer NOT NULL,
    change character varying(10) NOT NULL,
    balanced character varying(10) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT course_evaluation_pkey PRIMARY KEY (id),
    CONSTRAINT course_evaluation_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id),
    CONSTRAINT course_evaluation_activity_version_id_fkey FOREIGN KEY (activity_version_id) REFERENCES activity_version(id),
    CONSTRAINT course_evaluation_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX courseevaluation_activity_id ON public.course_evaluation USING btree (activity_id);
CREATE INDEX courseevaluation_activity_version_id ON public.course_evaluation USING btree (activity_version_id);
CREATE INDEX courseevaluation_person_id ON public.course_evaluation USING btree (person_id);
CREATE UNIQUE INDEX courseevaluation_person_id_activity_id ON public.course_evaluation USING btree (person_id, activity_id);
CREATE TRIGGER course_evaluation_no_delete BEFORE DELETE ON public.course_evaluation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER course_evaluation_no_update BEFORE UPDATE ON public.course_evaluation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "course_image" (
    sha256 character varying(64) NOT NULL,
    mime character varying(40) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    body bytea NOT NULL,
    kept timestamp without time zone NOT NULL,
    CONSTRAINT course_image_pkey PRIMARY KEY (sha256)
);
CREATE TRIGGER course_image_no_delete BEFORE DELETE ON public.course_image FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER course_image_no_update BEFORE UPDATE ON public.course_image FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "course_remark" (
    evaluation_id integer NOT NULL,
    words text NOT NULL,
    CONSTRAINT course_remark_pkey PRIMARY KEY (evaluation_id),
    CONSTRAINT course_remark_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES course_evaluation(id)
);
CREATE TABLE "course_topic" (
    id integer NOT NULL DEFAULT nextval('course_topic_id_seq'::regclass),
    version_id integer NOT NULL,
    "position" integer NOT NULL,
    topic_version_id integer NOT NULL,
    CONSTRAINT course_topic_pkey PRIMARY KEY (id),
    CONSTRAINT course_topic_topic_version_id_fkey FOREIGN KEY (topic_version_id) REFERENCES topic_version(id),
    CONSTRAINT course_topic_version_id_fkey FOREIGN KEY (version_id) REFERENCES activity_version(id)
);
CREATE INDEX coursetopic_topic_version_id ON public.course_topic USING btree (topic_version_id);
CREATE INDEX coursetopic_version_id ON public.course_topic USING btree (version_id);
CREATE UNIQUE INDEX coursetopic_version_id_position ON public.course_topic USING btree (version_id, "position");
CREATE UNIQUE INDEX coursetopic_version_id_topic_version_id ON public.course_topic USING btree (version_id, topic_version_id);
CREATE TRIGGER course_topic_no_delete BEFORE DELETE ON public.course_topic FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER course_topic_no_update BEFORE UPDATE ON public.course_topic FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "course_version" (
    version_id integer NOT NULL,
    source_hash character varying(64) NOT NULL,
    pass_mark integer NOT NULL,
    attempts integer NOT NULL,
    evaluation_required boolean NOT NULL,
    objectives text NOT NULL,
    demo boolean NOT NULL,
    CONSTRAINT course_version_pkey PRIMARY KEY (version_id),
    CONSTRAINT course_version_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT course_version_pass_mark_check CHECK (((pass_mark >= 1) AND (pass_mark <= 100))),
    CONSTRAINT course_version_version_id_fkey FOREIGN KEY (version_id) REFERENCES activity_version(id)
);
CREATE TRIGGER course_version_no_delete BEFORE DELETE ON public.course_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER course_version_no_update BEFORE UPDATE ON public.course_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "cycle" (
    id integer NOT NULL DEFAULT nextval('cycle_id_seq'::regclass),
    requirement_id integer NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT cycle_pkey PRIMARY KEY (id),
    CONSTRAINT cycle_requirement_id_fkey FOREIGN KEY (requirement_id) REFERENCES requirement(id) ON DELETE CASCADE
);
CREATE INDEX cycle_requirement_id ON public.cycle USING btree (requirement_id);
CREATE TABLE "deletion" (
    id integer NOT NULL DEFAULT nextval('deletion_id_seq'::regclass),
    person_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT deletion_pkey PRIMARY KEY (id),
    CONSTRAINT deletion_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE UNIQUE INDEX deletion_person_id ON public.deletion USING btree (person_id);
CREATE TRIGGER deletion_no_delete BEFORE DELETE ON public.deletion FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER deletion_no_update BEFORE UPDATE ON public.deletion FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "designation" (
    id integer NOT NULL DEFAULT nextval('designation_id_seq'::regclass),
    version_id integer NOT NULL,
    "position" integer NOT NULL,
    credit_type character varying(20) NOT NULL,
    maximum integer NOT NULL,
    words text NOT NULL,
    CONSTRAINT designation_pkey PRIMARY KEY (id),
    CONSTRAINT designation_maximum_check CHECK ((maximum > 0)),
    CONSTRAINT designation_version_id_fkey FOREIGN KEY (version_id) REFERENCES activity_version(id)
);
CREATE INDEX designation_version_id ON public.designation USING btree (version_id);
CREATE UNIQUE INDEX designation_version_id_credit_type ON public.designation USING btree (version_id, credit_type);
CREATE TRIGGER designation_no_delete BEFORE DELETE ON public.designation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER designation_no_update BEFORE UPDATE ON public.designation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "digest" (
    id integer NOT NULL DEFAULT nextval('digest_id_seq'::regclass),
    person_id integer NOT NULL,
    day date NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT digest_pkey PRIMARY KEY (id),
    CONSTRAINT digest_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX digest_person_id ON public.digest USING btree (person_id);
CREATE UNIQUE INDEX digest_person_id_day ON public.digest USING btree (person_id, day);
CREATE TRIGGER digest_no_update BEFORE UPDATE ON public.digest FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "digest_wish" (
    id integer NOT NULL DEFAULT nextval('digest_wish_id_seq'::regclass),
    person_id integer NOT NULL,
    wanted boolean NOT NULL,
    by character varying(10) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT digest_wish_pkey PRIMARY KEY (id),
    CONSTRAINT digest_wish_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX digestwish_person_id ON public.digest_wish USING btree (person_id);
CREATE INDEX digestwish_person_id_at ON public.digest_wish USING btree (person_id, at);
CREATE TRIGGER digest_wish_no_update BEFORE UPDATE ON public.digest_wish FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "dismissal" (
    id integer NOT NULL DEFAULT nextval('dismissal_id_seq'::regclass),
    entry_id integer NOT NULL,
    sequence integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT dismissal_pkey PRIMARY KEY (id),
    CONSTRAINT dismissal_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id)
);
CREATE INDEX dismissal_entry_id ON public.dismissal USING btree (entry_id);
CREATE UNIQUE INDEX dismissal_entry_id_sequence ON public.dismissal USING btree (entry_id, sequence);
CREATE TRIGGER dismissal_no_delete BEFORE DELETE ON public.dismissal FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER dismissal_no_update BEFORE UPDATE ON public.dismissal FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "document" (
    id integer NOT NULL DEFAULT nextval('document_id_seq'::regclass),
    claim_id integer NOT NULL,
    contents character varying(64) NOT NULL,
    sha256 character varying(64) NOT NULL,
    body bytea NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT document_pkey PRIMARY KEY (id),
    CONSTRAINT document_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX document_claim_id ON public.document USING btree (claim_id);
CREATE INDEX document_sha256 ON public.document USING btree (sha256);
CREATE UNIQUE INDEX document_claim_id_contents ON public.document USING btree (claim_id, contents);
CREATE TRIGGER document_no_delete BEFORE DELETE ON public.document FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER document_no_update BEFORE UPDATE ON public.document FOR EACH ROW EXECUTE FUNCTION cme_erasable('body');
CREATE TABLE "draft" (
    id integer NOT NULL DEFAULT nextval('draft_id_seq'::regclass),
    person_id integer NOT NULL,
    page character varying(500) NOT NULL,
    typed text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT draft_pkey PRIMARY KEY (id),
    CONSTRAINT draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX draft_person_id ON public.draft USING btree (person_id);
CREATE UNIQUE INDEX draft_person_id_page ON public.draft USING btree (person_id, page);
CREATE TABLE "eligibility" (
    id integer NOT NULL DEFAULT nextval('eligibility_id_seq'::regclass),
    article_id integer NOT NULL,
    starts date NOT NULL,
    until date,
    CONSTRAINT eligibility_pkey PRIMARY KEY (id),
    CONSTRAINT eligibility_article_id_fkey FOREIGN KEY (article_id) REFERENCES article(id)
);
CREATE INDEX eligibility_article_id ON public.eligibility USING btree (article_id);
CREATE UNIQUE INDEX eligibility_article_id_starts ON public.eligibility USING btree (article_id, starts);
CREATE TABLE "elsewhere" (
    id integer NOT NULL DEFAULT nextval('elsewhere_id_seq'::regclass),
    person_id integer NOT NULL,
    imported_id integer,
    key character varying(80) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_imported_id_fkey FOREIGN KEY (imported_id) REFERENCES elsewhere_import(id) ON DELETE CASCADE,
    CONSTRAINT elsewhere_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX elsewhere_imported_id ON public.elsewhere USING btree (imported_id);
CREATE INDEX elsewhere_person_id ON public.elsewhere USING btree (person_id);
CREATE UNIQUE INDEX elsewhere_person_id_key ON public.elsewhere USING btree (person_id, key);
CREATE TRIGGER elsewhere_no_update BEFORE UPDATE ON public.elsewhere FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "elsewhere_document" (
    id integer NOT NULL DEFAULT nextval('elsewhere_document_id_seq'::regclass),
    elsewhere_id integer NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(10) NOT NULL,
    sha256 character varying(64) NOT NULL,
    size integer NOT NULL,
    body bytea NOT NULL,
    preview bytea,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_document_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_document_elsewhere_id_fkey FOREIGN KEY (elsewhere_id) REFERENCES elsewhere(id) ON DELETE CASCADE
);
CREATE INDEX document_elsewhere_id ON public.elsewhere_document USING btree (elsewhere_id);
CREATE UNIQUE INDEX document_elsewhere_id_sha256 ON public.elsewhere_document USING btree (elsewhere_id, sha256);
CREATE TRIGGER elsewhere_document_no_update BEFORE UPDATE ON public.elsewhere_document FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "elsewhere_import" (
    id integer NOT NULL DEFAULT nextval('elsewhere_import_id_seq'::regclass),
    person_id integer NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    rows integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_import_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_import_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX import_person_id ON public.elsewhere_import USING btree (person_id);
CREATE INDEX import_person_id_at ON public.elsewhere_import USING btree (person_id, at);
CREATE TRIGGER elsewhere_import_no_update BEFORE UPDATE ON public.elsewhere_import FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "elsewhere_import_undoing" (
    id integer NOT NULL DEFAULT nextval('elsewhere_import_undoing_id_seq'::regclass),
    imported_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_import_undoing_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_import_undoing_imported_id_fkey FOREIGN KEY (imported_id) REFERENCES elsewhere_import(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX importundoing_imported_id ON public.elsewhere_import_undoing USING btree (imported_id);
CREATE TRIGGER elsewhere_import_undoing_no_update BEFORE UPDATE ON public.elsewhere_import_undoing FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "elsewhere_sheet" (
    id integer NOT NULL DEFAULT nextval('elsewhere_sheet_id_seq'::regclass),
    person_id integer NOT NULL,
    name character varying(200) NOT NULL,
    sha256 character varying(64) NOT NULL,
    rows text NOT NULL,
    mapping text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_sheet_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_sheet_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX sheet_person_id ON public.elsewhere_sheet USING btree (person_id);
CREATE INDEX sheet_person_id_at ON public.elsewhere_sheet USING btree (person_id, at);
CREATE TABLE "elsewhere_telling" (
    id integer NOT NULL DEFAULT nextval('elsewhere_telling_id_seq'::regclass),
    elsewhere_id integer NOT NULL,
    sequence integer NOT NULL,
    title character varying(300) NOT NULL,
    provider character varying(200) NOT NULL,
    format character varying(20) NOT NULL,
    credit_type character varying(20) NOT NULL,
    type_words character varying(80) NOT NULL,
    amount integer NOT NULL,
    completed_on date NOT NULL,
    topics text NOT NULL,
    number character varying(80) NOT NULL,
    removed boolean NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_telling_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_telling_amount_check CHECK ((amount > 0)),
    CONSTRAINT elsewhere_telling_elsewhere_id_fkey FOREIGN KEY (elsewhere_id) REFERENCES elsewhere(id) ON DELETE CASCADE
);
CREATE INDEX telling_elsewhere_id ON public.elsewhere_telling USING btree (elsewhere_id);
CREATE UNIQUE INDEX telling_elsewhere_id_sequence ON public.elsewhere_telling USING btree (elsewhere_id, sequence);
CREATE TRIGGER elsewhere_telling_no_update BEFORE UPDATE ON public.elsewhere_telling FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "elsewhere_upload" (
    id integer NOT NULL DEFAULT nextval('elsewhere_upload_id_seq'::regclass),
    person_id integer NOT NULL,
    key character varying(80) NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(10) NOT NULL,
    sha256 character varying(64) NOT NULL,
    body bytea NOT NULL,
    preview bytea,
    at timestamp without time zone NOT NULL,
    CONSTRAINT elsewhere_upload_pkey PRIMARY KEY (id),
    CONSTRAINT elsewhere_upload_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX upload_person_id ON public.elsewhere_upload USING btree (person_id);
CREATE UNIQUE INDEX upload_person_id_key_sha256 ON public.elsewhere_upload USING btree (person_id, key, sha256);
CREATE TABLE "entry" (
    id integer NOT NULL DEFAULT nextval('entry_id_seq'::regclass),
    person_id integer NOT NULL,
    activity_id integer NOT NULL,
    activity_version_id integer NOT NULL,
    credit_type character varying(20) NOT NULL,
    search_id integer,
    earned_on date NOT NULL,
    claim_by date NOT NULL,
    amount integer NOT NULL,
    created timestamp without time zone NOT NULL,
    title character varying(300) NOT NULL DEFAULT ''::character varying,
    state character varying(2) NOT NULL DEFAULT ''::character varying,
    state_topic character varying(120) NOT NULL DEFAULT ''::character varying,
    CONSTRAINT entry_pkey PRIMARY KEY (id),
    CONSTRAINT entry_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id),
    CONSTRAINT entry_activity_version_id_fkey FOREIGN KEY (activity_version_id) REFERENCES activity_version(id),
    CONSTRAINT entry_amount_check CHECK ((amount > 0)),
    CONSTRAINT entry_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT entry_search_id_fkey FOREIGN KEY (search_id) REFERENCES search(id)
);
CREATE INDEX entry_activity_id ON public.entry USING btree (activity_id);
CREATE INDEX entry_activity_version_id ON public.entry USING btree (activity_version_id);
CREATE INDEX entry_person_id ON public.entry USING btree (person_id);
CREATE INDEX entry_person_id_claim_by ON public.entry USING btree (person_id, claim_by);
CREATE UNIQUE INDEX entry_search_id ON public.entry USING btree (search_id);
CREATE TRIGGER entry_no_delete BEFORE DELETE ON public.entry FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER entry_no_update BEFORE UPDATE ON public.entry FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "erasing" (
    id integer NOT NULL DEFAULT nextval('erasing_id_seq'::regclass),
    at timestamp without time zone NOT NULL,
    CONSTRAINT erasing_pkey PRIMARY KEY (id)
);
CREATE TABLE "errand" (
    report_id integer NOT NULL,
    state character varying(12) NOT NULL,
    code character varying(40) NOT NULL,
    reason text NOT NULL,
    alarm boolean NOT NULL,
    due timestamp without time zone,
    tries integer NOT NULL,
    tried integer NOT NULL,
    polls integer NOT NULL,
    since timestamp without time zone NOT NULL,
    CONSTRAINT errand_pkey PRIMARY KEY (report_id),
    CONSTRAINT errand_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id)
);
CREATE INDEX errand_due ON public.errand USING btree (due) WHERE (due IS NOT NULL);
CREATE INDEX errand_state_report_id ON public.errand USING btree (state, report_id);
CREATE TABLE "evaluation" (
    id integer NOT NULL DEFAULT nextval('evaluation_id_seq'::regclass),
    entry_id integer NOT NULL,
    sequence integer NOT NULL,
    goal character varying(20) NOT NULL,
    result character varying(20) NOT NULL,
    reviewed_on date NOT NULL,
    at timestamp without time zone NOT NULL,
    warned boolean NOT NULL,
    CONSTRAINT evaluation_pkey PRIMARY KEY (id),
    CONSTRAINT evaluation_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id)
);
CREATE INDEX evaluation_entry_id ON public.evaluation USING btree (entry_id);
CREATE UNIQUE INDEX evaluation_entry_id_sequence ON public.evaluation USING btree (entry_id, sequence);
CREATE TRIGGER evaluation_no_delete BEFORE DELETE ON public.evaluation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER evaluation_no_update BEFORE UPDATE ON public.evaluation FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "feedback" (
    id integer NOT NULL DEFAULT nextval('feedback_id_seq'::regclass),
    claim_id integer NOT NULL,
    activity_id integer NOT NULL,
    useful integer,
    balanced character varying(10) NOT NULL,
    words text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT feedback_pkey PRIMARY KEY (id),
    CONSTRAINT feedback_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id),
    CONSTRAINT feedback_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX feedback_activity_id ON public.feedback USING btree (activity_id);
CREATE INDEX feedback_claim_id ON public.feedback USING btree (claim_id);
CREATE UNIQUE INDEX feedback_claim_id_activity_id ON public.feedback USING btree (claim_id, activity_id);
CREATE TRIGGER feedback_no_delete BEFORE DELETE ON public.feedback FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER feedback_no_update BEFORE UPDATE ON public.feedback FOR EACH ROW EXECUTE FUNCTION cme_erasable('words');
CREATE TABLE "half_sign_in" (
    id_hash character varying(64) NOT NULL,
    person_id integer NOT NULL,
    stay boolean NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT half_sign_in_pkey PRIMARY KEY (id_hash),
    CONSTRAINT half_sign_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX halfsignin_person_id ON public.half_sign_in USING btree (person_id);
CREATE TABLE "hold" (
    claim_id integer NOT NULL,
    until timestamp without time zone NOT NULL,
    CONSTRAINT hold_pkey PRIMARY KEY (claim_id),
    CONSTRAINT hold_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX hold_until ON public.hold USING btree (until);
CREATE TABLE "in_block" (
    id integer NOT NULL DEFAULT nextval('in_block_id_seq'::regclass),
    block_id integer NOT NULL,
    counted_id integer NOT NULL,
    CONSTRAINT in_block_pkey PRIMARY KEY (id),
    CONSTRAINT in_block_block_id_fkey FOREIGN KEY (block_id) REFERENCES block(id),
    CONSTRAINT in_block_counted_id_fkey FOREIGN KEY (counted_id) REFERENCES counted(id)
);
CREATE INDEX inblock_block_id ON public.in_block USING btree (block_id);
CREATE UNIQUE INDEX inblock_counted_id ON public.in_block USING btree (counted_id);
CREATE TRIGGER in_block_no_delete BEFORE DELETE ON public.in_block FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER in_block_no_update BEFORE UPDATE ON public.in_block FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "included" (
    id integer NOT NULL DEFAULT nextval('included_id_seq'::regclass),
    line_id integer NOT NULL,
    recipient_id integer NOT NULL,
    revision_id integer NOT NULL,
    CONSTRAINT included_pkey PRIMARY KEY (id),
    CONSTRAINT included_line_id_fkey FOREIGN KEY (line_id) REFERENCES line(id),
    CONSTRAINT included_recipient_id_fkey FOREIGN KEY (recipient_id) REFERENCES recipient(id),
    CONSTRAINT included_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revision(id)
);
CREATE INDEX included_line_id ON public.included USING btree (line_id);
CREATE INDEX included_recipient_id ON public.included USING btree (recipient_id);
CREATE INDEX included_revision_id ON public.included USING btree (revision_id);
CREATE UNIQUE INDEX included_line_id_recipient_id ON public.included USING btree (line_id, recipient_id);
CREATE TRIGGER included_no_delete BEFORE DELETE ON public.included FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER included_no_update BEFORE UPDATE ON public.included FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "letter" (
    id integer NOT NULL DEFAULT nextval('letter_id_seq'::regclass),
    "to" character varying(254) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    written timestamp without time zone NOT NULL,
    due timestamp without time zone,
    tries integer NOT NULL,
    sent timestamp without time zone,
    headers text NOT NULL DEFAULT '{}'::text,
    CONSTRAINT letter_pkey PRIMARY KEY (id)
);
CREATE INDEX letter_due ON public.letter USING btree (due);
CREATE TABLE "library_change" (
    id integer NOT NULL DEFAULT nextval('library_change_id_seq'::regclass),
    article_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    what character varying(200) NOT NULL,
    CONSTRAINT library_change_pkey PRIMARY KEY (id),
    CONSTRAINT library_change_article_id_fkey FOREIGN KEY (article_id) REFERENCES article(id)
);
CREATE INDEX librarychange_article_id ON public.library_change USING btree (article_id);
CREATE TABLE "line" (
    id integer NOT NULL DEFAULT nextval('line_id_seq'::regclass),
    claim_id integer NOT NULL,
    entry_id integer NOT NULL,
    move_id integer NOT NULL,
    evaluation_id integer,
    amount integer NOT NULL,
    completed_on date NOT NULL,
    CONSTRAINT line_pkey PRIMARY KEY (id),
    CONSTRAINT line_amount_check CHECK ((amount > 0)),
    CONSTRAINT line_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
    CONSTRAINT line_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id),
    CONSTRAINT line_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id),
    CONSTRAINT line_move_id_fkey FOREIGN KEY (move_id) REFERENCES move(id)
);
CREATE INDEX line_claim_id ON public.line USING btree (claim_id);
CREATE INDEX line_entry_id ON public.line USING btree (entry_id);
CREATE INDEX line_evaluation_id ON public.line USING btree (evaluation_id);
CREATE UNIQUE INDEX line_claim_id_entry_id ON public.line USING btree (claim_id, entry_id);
CREATE UNIQUE INDEX line_move_id ON public.line USING btree (move_id);
CREATE TRIGGER line_no_delete BEFORE DELETE ON public.line FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER line_no_update BEFORE UPDATE ON public.line FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "link" (
    hash character varying(64) NOT NULL,
    purpose character varying(20) NOT NULL,
    email character varying(254) NOT NULL,
    payload character varying(254) NOT NULL,
    made timestamp without time zone NOT NULL,
    used timestamp without time zone,
    CONSTRAINT link_pkey PRIMARY KEY (hash)
);
CREATE INDEX link_made ON public.link USING btree (made);
CREATE TABLE "listing" (
    id integer NOT NULL DEFAULT nextval('listing_id_seq'::regclass),
    person_id integer NOT NULL,
    body character varying(20) NOT NULL,
    label character varying(160) NOT NULL,
    number character varying(40) NOT NULL,
    told boolean NOT NULL,
    added timestamp without time zone NOT NULL,
    removed timestamp without time zone,
    CONSTRAINT listing_pkey PRIMARY KEY (id),
    CONSTRAINT listing_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX listing_person_id ON public.listing USING btree (person_id);
CREATE INDEX listing_person_id_body_label_removed ON public.listing USING btree (person_id, body, label, removed);
CREATE TABLE "lock" (
    id integer NOT NULL DEFAULT nextval('lock_id_seq'::regclass),
    person_id integer NOT NULL,
    reason character varying(300) NOT NULL,
    by character varying(40) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT lock_pkey PRIMARY KEY (id),
    CONSTRAINT lock_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX lock_person_id ON public.lock USING btree (person_id);
CREATE TABLE "log" (
    number bigint NOT NULL,
    body text NOT NULL,
    before character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT log_pkey PRIMARY KEY (number)
);
CREATE UNIQUE INDEX logrow_hash ON public.log USING btree (hash);
CREATE TRIGGER log_no_delete BEFORE DELETE ON public.log FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER log_no_update BEFORE UPDATE ON public.log FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "log_text" (
    hash character varying(64) NOT NULL,
    salt character varying(32) NOT NULL,
    text text NOT NULL,
    CONSTRAINT log_text_pkey PRIMARY KEY (hash)
);
CREATE TABLE "mail_choice" (
    person_id integer NOT NULL,
    off boolean NOT NULL,
    mailed timestamp without time zone,
    verdict integer NOT NULL,
    CONSTRAINT mail_choice_pkey PRIMARY KEY (person_id),
    CONSTRAINT mail_choice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE TABLE "match_check" (
    id integer NOT NULL DEFAULT nextval('match_check_id_seq'::regclass),
    person_id integer NOT NULL,
    listing_id integer NOT NULL,
    asked timestamp without time zone NOT NULL,
    due timestamp without time zone,
    kind character varying(10) NOT NULL,
    code character varying(40) NOT NULL,
    reason text NOT NULL,
    CONSTRAINT match_check_pkey PRIMARY KEY (id),
    CONSTRAINT match_check_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listing(id) ON DELETE CASCADE,
    CONSTRAINT match_check_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX matchcheck_listing_id ON public.match_check USING btree (listing_id);
CREATE INDEX matchcheck_person_id ON public.match_check USING btree (person_id);
CREATE UNIQUE INDEX matchcheck_person_id_listing_id ON public.match_check USING btree (person_id, listing_id);
CREATE TABLE "membership" (
    id integer NOT NULL DEFAULT nextval('membership_id_seq'::regclass),
    person_id integer NOT NULL,
    starts date NOT NULL,
    until date NOT NULL,
    by character varying(40) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT membership_pkey PRIMARY KEY (id),
    CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX membership_person_id ON public.membership USING btree (person_id);
CREATE INDEX membership_until ON public.membership USING btree (until);
CREATE UNIQUE INDEX membership_person_id_starts ON public.membership USING btree (person_id, starts);
CREATE TRIGGER membership_no_delete BEFORE DELETE ON public.membership FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER membership_no_update BEFORE UPDATE ON public.membership FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "membership_notice" (
    id integer NOT NULL DEFAULT nextval('membership_notice_id_seq'::regclass),
    membership_id integer NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT membership_notice_pkey PRIMARY KEY (id),
    CONSTRAINT membership_notice_membership_id_fkey FOREIGN KEY (membership_id) REFERENCES membership(id)
);
CREATE INDEX membershipnotice_membership_id ON public.membership_notice USING btree (membership_id);
CREATE UNIQUE INDEX membershipnotice_membership_id_kind ON public.membership_notice USING btree (membership_id, kind);
CREATE TRIGGER membership_notice_no_delete BEFORE DELETE ON public.membership_notice FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER membership_notice_no_update BEFORE UPDATE ON public.membership_notice FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "mended_key" (
    id integer NOT NULL DEFAULT nextval('mended_key_id_seq'::regclass),
    question_id integer NOT NULL,
    was_id integer NOT NULL,
    now_id integer NOT NULL,
    by character varying(40) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT mended_key_pkey PRIMARY KEY (id),
    CONSTRAINT mended_key_now_id_fkey FOREIGN KEY (now_id) REFERENCES question_version(id),
    CONSTRAINT mended_key_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id),
    CONSTRAINT mended_key_was_id_fkey FOREIGN KEY (was_id) REFERENCES question_version(id)
);
CREATE INDEX mendedkey_question_id ON public.mended_key USING btree (question_id);
CREATE INDEX mendedkey_was_id ON public.mended_key USING btree (was_id);
CREATE UNIQUE INDEX mendedkey_now_id ON public.mended_key USING btree (now_id);
CREATE TRIGGER mended_key_no_delete BEFORE DELETE ON public.mended_key FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER mended_key_no_update BEFORE UPDATE ON public.mended_key FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "move" (
    id integer NOT NULL DEFAULT nextval('move_id_seq'::regclass),
    entry_id integer NOT NULL,
    sequence integer NOT NULL,
    kind character varying(12) NOT NULL,
    amount integer NOT NULL,
    balance integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT move_pkey PRIMARY KEY (id),
    CONSTRAINT move_balance_check CHECK ((balance >= 0)),
    CONSTRAINT move_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id)
);
CREATE INDEX move_entry_id ON public.move USING btree (entry_id);
CREATE UNIQUE INDEX move_entry_id_sequence ON public.move USING btree (entry_id, sequence);
CREATE TRIGGER move_no_delete BEFORE DELETE ON public.move FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER move_no_update BEFORE UPDATE ON public.move FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "note" (
    id integer NOT NULL DEFAULT nextval('note_id_seq'::regclass),
    at timestamp without time zone NOT NULL,
    actor character varying(40) NOT NULL,
    what character varying(40) NOT NULL,
    subject character varying(60) NOT NULL,
    details text NOT NULL,
    CONSTRAINT note_pkey PRIMARY KEY (id)
);
CREATE TABLE "office" (
    id integer NOT NULL DEFAULT nextval('office_id_seq'::regclass),
    person_id integer NOT NULL,
    since timestamp without time zone NOT NULL,
    CONSTRAINT office_pkey PRIMARY KEY (id),
    CONSTRAINT office_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX office_person_id ON public.office USING btree (person_id);
CREATE TABLE "opening" (
    id integer NOT NULL DEFAULT nextval('opening_id_seq'::regclass),
    search_id integer NOT NULL,
    version_id integer NOT NULL,
    opened timestamp without time zone NOT NULL,
    eligible boolean NOT NULL,
    CONSTRAINT opening_pkey PRIMARY KEY (id),
    CONSTRAINT opening_search_id_fkey FOREIGN KEY (search_id) REFERENCES search(id),
    CONSTRAINT opening_version_id_fkey FOREIGN KEY (version_id) REFERENCES article_version(id)
);
CREATE INDEX opening_search_id ON public.opening USING btree (search_id);
CREATE INDEX opening_version_id ON public.opening USING btree (version_id);
CREATE UNIQUE INDEX opening_search_id_version_id ON public.opening USING btree (search_id, version_id);
CREATE TRIGGER opening_no_delete BEFORE DELETE ON public.opening FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER opening_no_update BEFORE UPDATE ON public.opening FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "outcome" (
    claim_id integer NOT NULL,
    kind character varying(10) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT outcome_pkey PRIMARY KEY (claim_id),
    CONSTRAINT outcome_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE TRIGGER outcome_no_delete BEFORE DELETE ON public.outcome FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER outcome_no_update BEFORE UPDATE ON public.outcome FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "pack" (
    id integer NOT NULL DEFAULT nextval('pack_id_seq'::regclass),
    person_id integer NOT NULL,
    kind character varying(12) NOT NULL,
    about character varying(40) NOT NULL,
    asked timestamp without time zone NOT NULL,
    step integer NOT NULL,
    steps integer NOT NULL,
    lease timestamp without time zone,
    tries integer NOT NULL,
    fault character varying(300) NOT NULL,
    made timestamp without time zone,
    file character varying(60) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    CONSTRAINT pack_pkey PRIMARY KEY (id),
    CONSTRAINT pack_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX pack_made ON public.pack USING btree (made);
CREATE INDEX pack_person_id ON public.pack USING btree (person_id);
CREATE UNIQUE INDEX pack_person_id_kind_about ON public.pack USING btree (person_id, kind, about);
CREATE TABLE "paper" (
    id integer NOT NULL DEFAULT nextval('paper_id_seq'::regclass),
    person_id integer NOT NULL,
    kind character varying(20) NOT NULL,
    contents character varying(64) NOT NULL,
    number character varying(20) NOT NULL,
    code character varying(26) NOT NULL,
    title character varying(200) NOT NULL,
    words text NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT paper_pkey PRIMARY KEY (id),
    CONSTRAINT paper_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX paper_person_id ON public.paper USING btree (person_id);
CREATE UNIQUE INDEX paper_code ON public.paper USING btree (code);
CREATE UNIQUE INDEX paper_number ON public.paper USING btree (number);
CREATE UNIQUE INDEX paper_person_id_kind_contents ON public.paper USING btree (person_id, kind, contents);
CREATE TRIGGER paper_no_update BEFORE UPDATE ON public.paper FOR EACH ROW EXECUTE FUNCTION cme_erasable('words');
CREATE TABLE "paper_file" (
    id integer NOT NULL DEFAULT nextval('paper_file_id_seq'::regclass),
    paper_id integer NOT NULL,
    sha256 character varying(64) NOT NULL,
    body bytea NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT paper_file_pkey PRIMARY KEY (id),
    CONSTRAINT paper_file_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES paper(id) ON DELETE CASCADE
);
CREATE INDEX paperfile_sha256 ON public.paper_file USING btree (sha256);
CREATE UNIQUE INDEX paperfile_paper_id ON public.paper_file USING btree (paper_id);
CREATE TRIGGER paper_file_no_update BEFORE UPDATE ON public.paper_file FOR EACH ROW EXECUTE FUNCTION cme_erasable('body');
CREATE TABLE "passing" (
    id integer NOT NULL DEFAULT nextval('passing_id_seq'::regclass),
    person_id integer NOT NULL,
    topic_id integer NOT NULL,
    post_test_id integer NOT NULL,
    CONSTRAINT passing_pkey PRIMARY KEY (id),
    CONSTRAINT passing_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT passing_post_test_id_fkey FOREIGN KEY (post_test_id) REFERENCES post_test(id),
    CONSTRAINT passing_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topic(id)
);
CREATE INDEX passing_person_id ON public.passing USING btree (person_id);
CREATE INDEX passing_topic_id ON public.passing USING btree (topic_id);
CREATE UNIQUE INDEX passing_person_id_topic_id ON public.passing USING btree (person_id, topic_id);
CREATE UNIQUE INDEX passing_post_test_id ON public.passing USING btree (post_test_id);
CREATE TRIGGER passing_no_delete BEFORE DELETE ON public.passing FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER passing_no_update BEFORE UPDATE ON public.passing FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "passkey" (
    id integer NOT NULL DEFAULT nextval('passkey_id_seq'::regclass),
    person_id integer NOT NULL,
    handle character varying(86) NOT NULL,
    credential character varying(1400) NOT NULL,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    transports text NOT NULL,
    name character varying(60) NOT NULL,
    made timestamp without time zone NOT NULL,
    used timestamp without time zone,
    CONSTRAINT passkey_pkey PRIMARY KEY (id),
    CONSTRAINT passkey_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX passkey_person_id ON public.passkey USING btree (person_id);
CREATE UNIQUE INDEX passkey_credential ON public.passkey USING btree (credential);
CREATE TABLE "person" (
    id integer NOT NULL DEFAULT nextval('person_id_seq'::regclass),
    email character varying(254) NOT NULL,
    password_hash character varying(200) NOT NULL,
    created timestamp without time zone NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX person_email ON public.person USING btree (email);
CREATE TABLE "place" (
    id integer NOT NULL DEFAULT nextval('place_id_seq'::regclass),
    quiz_id integer NOT NULL,
    "position" integer NOT NULL,
    question_id integer NOT NULL,
    attempt_id integer,
    CONSTRAINT place_pkey PRIMARY KEY (id),
    CONSTRAINT place_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempt(id),
    CONSTRAINT place_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id),
    CONSTRAINT place_quiz_id_fkey FOREIGN KEY (quiz_id) REFERENCES quiz(id) ON DELETE CASCADE
);
CREATE INDEX place_question_id ON public.place USING btree (question_id);
CREATE INDEX place_quiz_id ON public.place USING btree (quiz_id);
CREATE UNIQUE INDEX place_attempt_id ON public.place USING btree (attempt_id);
CREATE UNIQUE INDEX place_quiz_id_position ON public.place USING btree (quiz_id, "position");
CREATE TABLE "planned" (
    claim_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT planned_pkey PRIMARY KEY (claim_id),
    CONSTRAINT planned_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE TRIGGER planned_no_delete BEFORE DELETE ON public.planned FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER planned_no_update BEFORE UPDATE ON public.planned FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "post_test" (
    id integer NOT NULL DEFAULT nextval('post_test_id_seq'::regclass),
    person_id integer NOT NULL,
    topic_id integer NOT NULL,
    topic_version_id integer NOT NULL,
    activity_version_id integer NOT NULL,
    key character varying(40) NOT NULL,
    practice boolean NOT NULL,
    at timestamp without time zone NOT NULL,
    day date NOT NULL,
    "right" integer NOT NULL,
    total integer NOT NULL,
    passed boolean NOT NULL,
    CONSTRAINT post_test_pkey PRIMARY KEY (id),
    CONSTRAINT post_test_activity_version_id_fkey FOREIGN KEY (activity_version_id) REFERENCES activity_version(id),
    CONSTRAINT post_test_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT post_test_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topic(id),
    CONSTRAINT post_test_topic_version_id_fkey FOREIGN KEY (topic_version_id) REFERENCES topic_version(id)
);
CREATE INDEX posttest_activity_version_id ON public.post_test USING btree (activity_version_id);
CREATE INDEX posttest_person_id ON public.post_test USING btree (person_id);
CREATE INDEX posttest_person_id_topic_id ON public.post_test USING btree (person_id, topic_id);
CREATE INDEX posttest_topic_id ON public.post_test USING btree (topic_id);
CREATE INDEX posttest_topic_version_id ON public.post_test USING btree (topic_version_id);
CREATE UNIQUE INDEX posttest_person_id_key ON public.post_test USING btree (person_id, key);
CREATE TRIGGER post_test_no_delete BEFORE DELETE ON public.post_test FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER post_test_no_update BEFORE UPDATE ON public.post_test FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "post_test_answer" (
    id integer NOT NULL DEFAULT nextval('post_test_answer_id_seq'::regclass),
    post_test_id integer NOT NULL,
    item_id integer NOT NULL,
    chosen integer NOT NULL,
    "right" boolean NOT NULL,
    CONSTRAINT post_test_answer_pkey PRIMARY KEY (id),
    CONSTRAINT post_test_answer_item_id_fkey FOREIGN KEY (item_id) REFERENCES topic_item(id),
    CONSTRAINT post_test_answer_post_test_id_fkey FOREIGN KEY (post_test_id) REFERENCES post_test(id)
);
CREATE INDEX posttestanswer_item_id ON public.post_test_answer USING btree (item_id);
CREATE INDEX posttestanswer_post_test_id ON public.post_test_answer USING btree (post_test_id);
CREATE UNIQUE INDEX posttestanswer_post_test_id_item_id ON public.post_test_answer USING btree (post_test_id, item_id);
CREATE TRIGGER post_test_answer_no_delete BEFORE DELETE ON public.post_test_answer FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER post_test_answer_no_update BEFORE UPDATE ON public.post_test_answer FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "profile" (
    person_id integer NOT NULL,
    name character varying(80) NOT NULL,
    latin_name character varying(80) NOT NULL,
    credentials character varying(40) NOT NULL,
    role character varying(30) NOT NULL,
    country character varying(2) NOT NULL,
    zone character varying(64) NOT NULL,
    birth_month integer,
    birth_day integer,
    npi character varying(20) NOT NULL,
    student boolean NOT NULL,
    changed timestamp without time zone,
    given character varying(80) NOT NULL DEFAULT ''::character varying,
    family character varying(80) NOT NULL DEFAULT ''::character varying,
    CONSTRAINT profile_pkey PRIMARY KEY (person_id),
    CONSTRAINT profile_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE TABLE "progress" (
    rendering integer NOT NULL,
    page integer NOT NULL,
    pages integer NOT NULL,
    CONSTRAINT progress_pkey PRIMARY KEY (rendering)
);
CREATE TABLE "provider" (
    id integer NOT NULL DEFAULT nextval('provider_id_seq'::regclass),
    since timestamp without time zone NOT NULL,
    name character varying(200) NOT NULL,
    address text NOT NULL,
    country character varying(2) NOT NULL,
    zone character varying(64) NOT NULL,
    email character varying(254) NOT NULL,
    phone character varying(60) NOT NULL,
    hours character varying(200) NOT NULL,
    accredited_number character varying(20) NOT NULL,
    accreditation text NOT NULL,
    participation text NOT NULL,
    paper character varying(10) NOT NULL,
    template character varying(20) NOT NULL,
    reporting_bodies text,
    membership_required boolean NOT NULL DEFAULT false,
    membership_link character varying(300) NOT NULL DEFAULT ''::character varying,
    first_attempts_only boolean NOT NULL DEFAULT false,
    CONSTRAINT provider_pkey PRIMARY KEY (id)
);
CREATE INDEX provider_since ON public.provider USING btree (since);
CREATE TRIGGER provider_no_delete BEFORE DELETE ON public.provider FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER provider_no_update BEFORE UPDATE ON public.provider FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "question" (
    id integer NOT NULL DEFAULT nextval('question_id_seq'::regclass),
    key character varying(140) NOT NULL,
    current integer,
    CONSTRAINT question_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX question_key ON public.question USING btree (key);
CREATE TABLE "question_import" (
    id integer NOT NULL DEFAULT nextval('question_import_id_seq'::regclass),
    person_id integer,
    name character varying(200) NOT NULL,
    body bytea NOT NULL,
    category character varying(120) NOT NULL,
    made timestamp without time zone NOT NULL,
    state character varying(10) NOT NULL,
    total integer NOT NULL,
    "position" integer NOT NULL,
    new integer NOT NULL,
    changed integer NOT NULL,
    unchanged integer NOT NULL,
    refused integer NOT NULL,
    sample text NOT NULL,
    faults text NOT NULL,
    lease timestamp without time zone,
    tries integer NOT NULL,
    done timestamp without time zone,
    CONSTRAINT question_import_pkey PRIMARY KEY (id),
    CONSTRAINT question_import_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX questionimport_person_id ON public.question_import USING btree (person_id);
CREATE INDEX questionimport_state ON public.question_import USING btree (state);
CREATE TABLE "question_version" (
    id integer NOT NULL DEFAULT nextval('question_version_id_seq'::regclass),
    question_id integer NOT NULL,
    category_id integer NOT NULL,
    source_hash character varying(64) NOT NULL,
    content character varying(64) NOT NULL,
    imported timestamp without time zone NOT NULL,
    title character varying(200) NOT NULL,
    stem text NOT NULL,
    answers text NOT NULL,
    "right" integer NOT NULL,
    explanation text NOT NULL,
    reference character varying(1000) NOT NULL,
    tags text NOT NULL,
    demo boolean NOT NULL,
    CONSTRAINT question_version_pkey PRIMARY KEY (id),
    CONSTRAINT question_version_category_id_fkey FOREIGN KEY (category_id) REFERENCES category(id),
    CONSTRAINT question_version_question_id_fkey FOREIGN KEY (question_id) REFERENCES question(id)
);
CREATE INDEX questionversion_category_id ON public.question_version USING btree (category_id);
CREATE INDEX questionversion_content ON public.question_version USING btree (content);
CREATE INDEX questionversion_question_id ON public.question_version USING btree (question_id);
CREATE INDEX questionversion_question_id_source_hash ON public.question_version USING btree (question_id, source_hash);
CREATE TRIGGER question_version_no_delete BEFORE DELETE ON public.question_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER question_version_no_update BEFORE UPDATE ON public.question_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "quiz" (
    id integer NOT NULL DEFAULT nextval('quiz_id_seq'::regclass),
    person_id integer NOT NULL,
    made timestamp without time zone NOT NULL,
    categories text NOT NULL,
    ended timestamp without time zone,
    CONSTRAINT quiz_pkey PRIMARY KEY (id),
    CONSTRAINT quiz_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX quiz_person_id ON public.quiz USING btree (person_id);
CREATE INDEX quiz_person_id_ended ON public.quiz USING btree (person_id, ended);
CREATE TABLE "reading_place" (
    id integer NOT NULL DEFAULT nextval('reading_place_id_seq'::regclass),
    person_id integer NOT NULL,
    topic_id integer NOT NULL,
    section character varying(120) NOT NULL,
    percent integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT reading_place_pkey PRIMARY KEY (id),
    CONSTRAINT reading_place_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE,
    CONSTRAINT reading_place_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topic(id)
);
CREATE INDEX readingplace_person_id ON public.reading_place USING btree (person_id);
CREATE INDEX readingplace_topic_id ON public.reading_place USING btree (topic_id);
CREATE UNIQUE INDEX readingplace_person_id_topic_id ON public.reading_place USING btree (person_id, topic_id);
CREATE TABLE "recipient" (
    id integer NOT NULL DEFAULT nextval('recipient_id_seq'::regclass),
    claim_id integer NOT NULL,
    body character varying(20) NOT NULL,
    label character varying(160) NOT NULL,
    number character varying(40) NOT NULL,
    consent boolean NOT NULL,
    npi character varying(20) NOT NULL,
    birth_month integer,
    birth_day integer,
    given character varying(80) NOT NULL DEFAULT ''::character varying,
    family character varying(80) NOT NULL DEFAULT ''::character varying,
    CONSTRAINT recipient_pkey PRIMARY KEY (id),
    CONSTRAINT recipient_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id)
);
CREATE INDEX recipient_claim_id ON public.recipient USING btree (claim_id);
CREATE UNIQUE INDEX recipient_claim_id_body ON public.recipient USING btree (claim_id, body);
CREATE TRIGGER recipient_no_delete BEFORE DELETE ON public.recipient FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER recipient_no_update BEFORE UPDATE ON public.recipient FOR EACH ROW EXECUTE FUNCTION cme_erasable('number', 'npi', 'birth_month', 'birth_day', 'given', 'family');
CREATE TABLE "recovery_code" (
    id integer NOT NULL DEFAULT nextval('recovery_code_id_seq'::regclass),
    person_id integer NOT NULL,
    label character varying(4) NOT NULL,
    hash character varying(200) NOT NULL,
    made timestamp without time zone NOT NULL,
    used timestamp without time zone,
    CONSTRAINT recovery_code_pkey PRIMARY KEY (id),
    CONSTRAINT recovery_code_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX recoverycode_person_id ON public.recovery_code USING btree (person_id);
CREATE UNIQUE INDEX recoverycode_person_id_label ON public.recovery_code USING btree (person_id, label);
CREATE TABLE "relevance" (
    id integer NOT NULL DEFAULT nextval('relevance_id_seq'::regclass),
    evaluation_id integer NOT NULL,
    opening_id integer NOT NULL,
    relevant boolean NOT NULL,
    CONSTRAINT relevance_pkey PRIMARY KEY (id),
    CONSTRAINT relevance_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id),
    CONSTRAINT relevance_opening_id_fkey FOREIGN KEY (opening_id) REFERENCES opening(id)
);
CREATE INDEX relevance_evaluation_id ON public.relevance USING btree (evaluation_id);
CREATE INDEX relevance_opening_id ON public.relevance USING btree (opening_id);
CREATE UNIQUE INDEX relevance_evaluation_id_opening_id ON public.relevance USING btree (evaluation_id, opening_id);
CREATE TRIGGER relevance_no_delete BEFORE DELETE ON public.relevance FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER relevance_no_update BEFORE UPDATE ON public.relevance FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "rendering" (
    id integer NOT NULL DEFAULT nextval('rendering_id_seq'::regclass),
    claim_id integer,
    contents character varying(64) NOT NULL,
    certificate_ids text,
    paper_id integer,
    asked timestamp without time zone NOT NULL,
    lease timestamp without time zone,
    tries integer NOT NULL,
    fault character varying(300) NOT NULL,
    done timestamp without time zone,
    CONSTRAINT rendering_pkey PRIMARY KEY (id),
    CONSTRAINT rendering_claim_id_fkey FOREIGN KEY (claim_id) REFERENCES claim(id),
    CONSTRAINT rendering_paper_id_fkey FOREIGN KEY (paper_id) REFERENCES paper(id) ON DELETE CASCADE
);
CREATE INDEX rendering_claim_id ON public.rendering USING btree (claim_id);
CREATE INDEX rendering_done ON public.rendering USING btree (done);
CREATE UNIQUE INDEX rendering_claim_id_contents ON public.rendering USING btree (claim_id, contents);
CREATE UNIQUE INDEX rendering_paper_id ON public.rendering USING btree (paper_id);
CREATE TABLE "reply" (
    id integer NOT NULL DEFAULT nextval('reply_id_seq'::regclass),
    transmission_id integer NOT NULL,
    kind character varying(10) NOT NULL,
    code character varying(40) NOT NULL,
    reason text NOT NULL,
    raw text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT reply_pkey PRIMARY KEY (id),
    CONSTRAINT reply_transmission_id_fkey FOREIGN KEY (transmission_id) REFERENCES transmission(id)
);
CREATE UNIQUE INDEX reply_transmission_id ON public.reply USING btree (transmission_id);
CREATE TRIGGER reply_no_delete BEFORE DELETE ON public.reply FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER reply_no_update BEFORE UPDATE ON public.reply FOR EACH ROW EXECUTE FUNCTION cme_erasable('reason', 'raw');
CREATE TABLE "report" (
    id integer NOT NULL DEFAULT nextval('report_id_seq'::regclass),
    person_id integer NOT NULL,
    body character varying(20) NOT NULL,
    destination character varying(20) NOT NULL,
    activity_id integer NOT NULL,
    credit_type character varying(20) NOT NULL,
    completed_on date NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT report_pkey PRIMARY KEY (id),
    CONSTRAINT report_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id),
    CONSTRAINT report_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX report_activity_id ON public.report USING btree (activity_id);
CREATE INDEX report_person_id ON public.report USING btree (person_id);
CREATE UNIQUE INDEX report_person_id_body_activity_id_credit_type_completed_on ON public.report USING btree (person_id, body, activity_id, credit_type, completed_on);
CREATE TRIGGER report_no_delete BEFORE DELETE ON public.report FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER report_no_update BEFORE UPDATE ON public.report FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "requirement" (
    id integer NOT NULL DEFAULT nextval('requirement_id_seq'::regclass),
    person_id integer NOT NULL,
    body character varying(160) NOT NULL,
    rule character varying(40) NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT requirement_pkey PRIMARY KEY (id),
    CONSTRAINT requirement_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX requirement_person_id ON public.requirement USING btree (person_id);
CREATE TABLE "resending" (
    id integer NOT NULL DEFAULT nextval('resending_id_seq'::regclass),
    person_id integer NOT NULL,
    asked timestamp without time zone NOT NULL,
    reports text NOT NULL,
    done integer NOT NULL,
    changed integer NOT NULL,
    due timestamp without time zone,
    CONSTRAINT resending_pkey PRIMARY KEY (id),
    CONSTRAINT resending_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX resending_person_id ON public.resending USING btree (person_id);
CREATE TABLE "restoration" (
    id integer NOT NULL DEFAULT nextval('restoration_id_seq'::regclass),
    dismissal_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT restoration_pkey PRIMARY KEY (id),
    CONSTRAINT restoration_dismissal_id_fkey FOREIGN KEY (dismissal_id) REFERENCES dismissal(id)
);
CREATE UNIQUE INDEX restoration_dismissal_id ON public.restoration USING btree (dismissal_id);
CREATE TRIGGER restoration_no_delete BEFORE DELETE ON public.restoration FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER restoration_no_update BEFORE UPDATE ON public.restoration FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "retirement" (
    id integer NOT NULL DEFAULT nextval('retirement_id_seq'::regclass),
    requirement_id integer NOT NULL,
    sequence integer NOT NULL,
    retired boolean NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT retirement_pkey PRIMARY KEY (id),
    CONSTRAINT retirement_requirement_id_fkey FOREIGN KEY (requirement_id) REFERENCES requirement(id) ON DELETE CASCADE
);
CREATE INDEX retirement_requirement_id ON public.retirement USING btree (requirement_id);
CREATE UNIQUE INDEX retirement_requirement_id_sequence ON public.retirement USING btree (requirement_id, sequence);
CREATE TRIGGER retirement_no_update BEFORE UPDATE ON public.retirement FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "revision" (
    id integer NOT NULL DEFAULT nextval('revision_id_seq'::regclass),
    report_id integer NOT NULL,
    number integer NOT NULL,
    ccid character varying(100) NOT NULL,
    hundredths integer NOT NULL,
    learner text NOT NULL,
    cause character varying(20) NOT NULL,
    by character varying(40) NOT NULL,
    made timestamp without time zone NOT NULL,
    CONSTRAINT revision_pkey PRIMARY KEY (id),
    CONSTRAINT revision_hundredths_check CHECK ((hundredths > 0)),
    CONSTRAINT revision_report_id_fkey FOREIGN KEY (report_id) REFERENCES report(id)
);
CREATE INDEX revision_report_id ON public.revision USING btree (report_id);
CREATE UNIQUE INDEX revision_ccid ON public.revision USING btree (ccid);
CREATE UNIQUE INDEX revision_report_id_number ON public.revision USING btree (report_id, number);
CREATE TRIGGER revision_no_delete BEFORE DELETE ON public.revision FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER revision_no_update BEFORE UPDATE ON public.revision FOR EACH ROW EXECUTE FUNCTION cme_erasable('learner');
CREATE TABLE "rule" (
    id integer NOT NULL DEFAULT nextval('rule_id_seq'::regclass),
    pack_id integer NOT NULL,
    code character varying(40) NOT NULL,
    said text NOT NULL,
    CONSTRAINT rule_pkey PRIMARY KEY (id),
    CONSTRAINT rule_pack_id_fkey FOREIGN KEY (pack_id) REFERENCES rule_pack(id)
);
CREATE INDEX rule_code ON public.rule USING btree (code);
CREATE INDEX rule_pack_id ON public.rule USING btree (pack_id);
CREATE UNIQUE INDEX rule_pack_id_code ON public.rule USING btree (pack_id, code);
CREATE TRIGGER rule_no_delete BEFORE DELETE ON public.rule FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER rule_no_update BEFORE UPDATE ON public.rule FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "rule_pack" (
    id integer NOT NULL DEFAULT nextval('rule_pack_id_seq'::regclass),
    code character varying(60) NOT NULL,
    title character varying(200) NOT NULL,
    dated date NOT NULL,
    about text NOT NULL,
    sha256 character varying(64) NOT NULL,
    loaded timestamp without time zone NOT NULL,
    CONSTRAINT rule_pack_pkey PRIMARY KEY (id)
);
CREATE INDEX rulepack_code ON public.rule_pack USING btree (code);
CREATE UNIQUE INDEX rulepack_sha256 ON public.rule_pack USING btree (sha256);
CREATE TRIGGER rule_pack_no_delete BEFORE DELETE ON public.rule_pack FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER rule_pack_no_update BEFORE UPDATE ON public.rule_pack FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "schema_migration" (
    id integer NOT NULL DEFAULT nextval('schema_migration_id_seq'::regclass),
    name character varying(255) NOT NULL,
    applied timestamp without time zone NOT NULL,
    CONSTRAINT schema_migration_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX schema_migration_name ON public.schema_migration USING btree (name);
CREATE TABLE "search" (
    id integer NOT NULL DEFAULT nextval('search_id_seq'::regclass),
    person_id integer NOT NULL,
    term character varying(200) NOT NULL,
    term_key character varying(200) NOT NULL,
    searched timestamp without time zone NOT NULL,
    day date NOT NULL,
    zone character varying(64) NOT NULL,
    last_opening timestamp without time zone NOT NULL,
    CONSTRAINT search_pkey PRIMARY KEY (id),
    CONSTRAINT search_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX search_person_id ON public.search USING btree (person_id);
CREATE INDEX search_person_id_term_key_last_opening ON public.search USING btree (person_id, term_key, last_opening);
CREATE TABLE "search_article" (
    article_id integer NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    title_key text COLLATE "C" NOT NULL,
    specialty text NOT NULL,
    keywords text NOT NULL,
    description text NOT NULL,
    title_stems text NOT NULL,
    keyword_stems text NOT NULL,
    description_stems text NOT NULL,
    body text NOT NULL,
    body_marks text NOT NULL,
    body_stems text NOT NULL,
    CONSTRAINT search_article_pkey PRIMARY KEY (article_id)
);
CREATE INDEX search_article_specialty ON public.search_article USING btree (specialty);
CREATE INDEX search_article_title_key ON public.search_article USING btree ("left"(title_key, 400));
CREATE TABLE "search_start" (
    source text NOT NULL,
    start text COLLATE "C" NOT NULL,
    family text COLLATE "C" NOT NULL
);
CREATE INDEX search_start_start ON public.search_start USING btree (source, start);
CREATE TABLE "search_synonym" (
    source text NOT NULL,
    family text COLLATE "C" NOT NULL,
    phrase text COLLATE "C" NOT NULL,
    shown text NOT NULL,
    place integer NOT NULL
);
CREATE INDEX search_synonym_family ON public.search_synonym USING btree (family);
CREATE INDEX search_synonym_phrase ON public.search_synonym USING btree (phrase);
CREATE TABLE "search_vector" (
    article_id integer NOT NULL,
    head tsvector STORAGE MAIN NOT NULL,
    whole tsvector STORAGE EXTERNAL NOT NULL,
    CONSTRAINT search_vector_pkey PRIMARY KEY (article_id)
);
CREATE INDEX search_vector_head ON public.search_vector USING gin (head) WITH (fastupdate=off);
CREATE INDEX search_vector_whole ON public.search_vector USING gin (whole) WITH (fastupdate=off);
CREATE TABLE "search_word" (
    word text COLLATE "C" NOT NULL,
    stem text COLLATE "C" NOT NULL,
    reversed text COLLATE "C" NOT NULL,
    articles integer NOT NULL,
    heads integer NOT NULL,
    lay integer NOT NULL,
    CONSTRAINT search_word_pkey PRIMARY KEY (word)
);
CREATE INDEX search_word_reversed ON public.search_word USING btree (reversed);
CREATE INDEX search_word_stem ON public.search_word USING btree (stem);
CREATE TABLE "sent_back" (
    id integer NOT NULL DEFAULT nextval('sent_back_id_seq'::regclass),
    evaluation_id integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT sent_back_pkey PRIMARY KEY (id),
    CONSTRAINT sent_back_evaluation_id_fkey FOREIGN KEY (evaluation_id) REFERENCES evaluation(id)
);
CREATE UNIQUE INDEX sentback_evaluation_id ON public.sent_back USING btree (evaluation_id);
CREATE TRIGGER sent_back_no_delete BEFORE DELETE ON public.sent_back FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER sent_back_no_update BEFORE UPDATE ON public.sent_back FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "settled" (
    id integer NOT NULL DEFAULT nextval('settled_id_seq'::regclass),
    mended_id integer NOT NULL,
    credited integer NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT settled_pkey PRIMARY KEY (id),
    CONSTRAINT settled_mended_id_fkey FOREIGN KEY (mended_id) REFERENCES mended_key(id)
);
CREATE UNIQUE INDEX settled_mended_id ON public.settled USING btree (mended_id);
CREATE TRIGGER settled_no_delete BEFORE DELETE ON public.settled FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER settled_no_update BEFORE UPDATE ON public.settled FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "sign_in" (
    id_hash character varying(64) NOT NULL,
    person_id integer NOT NULL,
    created timestamp without time zone NOT NULL,
    last_seen timestamp without time zone NOT NULL,
    ends timestamp without time zone NOT NULL,
    idle_seconds integer NOT NULL,
    device character varying(200) NOT NULL,
    proved timestamp without time zone NOT NULL,
    second boolean NOT NULL,
    ended timestamp without time zone,
    CONSTRAINT sign_in_pkey PRIMARY KEY (id_hash),
    CONSTRAINT sign_in_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX signin_person_id ON public.sign_in USING btree (person_id);
CREATE TABLE "stop" (
    id integer NOT NULL DEFAULT nextval('stop_id_seq'::regclass),
    revision_id integer NOT NULL,
    why character varying(20) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT stop_pkey PRIMARY KEY (id),
    CONSTRAINT stop_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revision(id)
);
CREATE UNIQUE INDEX stop_revision_id ON public.stop USING btree (revision_id);
CREATE TRIGGER stop_no_delete BEFORE DELETE ON public.stop FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER stop_no_update BEFORE UPDATE ON public.stop FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "supersession" (
    id integer NOT NULL DEFAULT nextval('supersession_id_seq'::regclass),
    old_id integer NOT NULL,
    new_id integer NOT NULL,
    reason text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT supersession_pkey PRIMARY KEY (id),
    CONSTRAINT supersession_new_id_fkey FOREIGN KEY (new_id) REFERENCES certificate(id),
    CONSTRAINT supersession_old_id_fkey FOREIGN KEY (old_id) REFERENCES certificate(id)
);
CREATE UNIQUE INDEX supersession_new_id ON public.supersession USING btree (new_id);
CREATE UNIQUE INDEX supersession_old_id ON public.supersession USING btree (old_id);
CREATE TRIGGER supersession_no_delete BEFORE DELETE ON public.supersession FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER supersession_no_update BEFORE UPDATE ON public.supersession FOR EACH ROW EXECUTE FUNCTION cme_erasable('reason');
CREATE TABLE "terms" (
    id integer NOT NULL DEFAULT nextval('terms_id_seq'::regclass),
    cycle_id integer NOT NULL,
    sequence integer NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    months integer NOT NULL,
    total integer,
    category1 integer NOT NULL,
    carry_over integer,
    carried integer,
    unit character varying(30) NOT NULL,
    takes text NOT NULL,
    category1_takes text NOT NULL,
    participation boolean NOT NULL,
    topics text NOT NULL,
    rule_id integer,
    removed boolean NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT terms_pkey PRIMARY KEY (id),
    CONSTRAINT terms_cycle_id_fkey FOREIGN KEY (cycle_id) REFERENCES cycle(id) ON DELETE CASCADE,
    CONSTRAINT terms_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES rule(id)
);
CREATE INDEX terms_cycle_id ON public.terms USING btree (cycle_id);
CREATE INDEX terms_rule_id ON public.terms USING btree (rule_id);
CREATE UNIQUE INDEX terms_cycle_id_sequence ON public.terms USING btree (cycle_id, sequence);
CREATE TRIGGER terms_no_update BEFORE UPDATE ON public.terms FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "topic" (
    id integer NOT NULL DEFAULT nextval('topic_id_seq'::regclass),
    activity_id integer NOT NULL,
    slug character varying(100) NOT NULL,
    CONSTRAINT topic_pkey PRIMARY KEY (id),
    CONSTRAINT topic_activity_id_fkey FOREIGN KEY (activity_id) REFERENCES activity(id)
);
CREATE INDEX topic_activity_id ON public.topic USING btree (activity_id);
CREATE UNIQUE INDEX topic_activity_id_slug ON public.topic USING btree (activity_id, slug);
CREATE TABLE "topic_choice" (
    id integer NOT NULL DEFAULT nextval('topic_choice_id_seq'::regclass),
    person_id integer NOT NULL,
    key character varying(40) NOT NULL,
    sequence integer NOT NULL,
    topics text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT topic_choice_pkey PRIMARY KEY (id),
    CONSTRAINT topic_choice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX topicchoice_person_id ON public.topic_choice USING btree (person_id);
CREATE UNIQUE INDEX topicchoice_person_id_key_sequence ON public.topic_choice USING btree (person_id, key, sequence);
CREATE TRIGGER topic_choice_no_update BEFORE UPDATE ON public.topic_choice FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "topic_credit" (
    id integer NOT NULL DEFAULT nextval('topic_credit_id_seq'::regclass),
    topic_version_id integer NOT NULL,
    credit_type character varying(20) NOT NULL,
    state character varying(2) NOT NULL,
    state_topic character varying(120) NOT NULL,
    amount integer NOT NULL,
    CONSTRAINT topic_credit_pkey PRIMARY KEY (id),
    CONSTRAINT topic_credit_amount_check CHECK ((amount > 0)),
    CONSTRAINT topic_credit_topic_version_id_fkey FOREIGN KEY (topic_version_id) REFERENCES topic_version(id)
);
CREATE INDEX topiccredit_topic_version_id ON public.topic_credit USING btree (topic_version_id);
CREATE UNIQUE INDEX topiccredit_topic_version_id_credit_type_state ON public.topic_credit USING btree (topic_version_id, credit_type, state);
CREATE TRIGGER topic_credit_no_delete BEFORE DELETE ON public.topic_credit FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER topic_credit_no_update BEFORE UPDATE ON public.topic_credit FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "topic_earning" (
    id integer NOT NULL DEFAULT nextval('topic_earning_id_seq'::regclass),
    passing_id integer NOT NULL,
    credit_type character varying(20) NOT NULL,
    state character varying(2) NOT NULL,
    entry_id integer NOT NULL,
    CONSTRAINT topic_earning_pkey PRIMARY KEY (id),
    CONSTRAINT topic_earning_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES entry(id),
    CONSTRAINT topic_earning_passing_id_fkey FOREIGN KEY (passing_id) REFERENCES passing(id)
);
CREATE INDEX topicearning_passing_id ON public.topic_earning USING btree (passing_id);
CREATE UNIQUE INDEX topicearning_entry_id ON public.topic_earning USING btree (entry_id);
CREATE UNIQUE INDEX topicearning_passing_id_credit_type_state ON public.topic_earning USING btree (passing_id, credit_type, state);
CREATE TRIGGER topic_earning_no_delete BEFORE DELETE ON public.topic_earning FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER topic_earning_no_update BEFORE UPDATE ON public.topic_earning FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "topic_item" (
    id integer NOT NULL DEFAULT nextval('topic_item_id_seq'::regclass),
    topic_version_id integer NOT NULL,
    "position" integer NOT NULL,
    key character varying(120) NOT NULL,
    stem text NOT NULL,
    options text NOT NULL,
    "right" integer NOT NULL,
    explanation text NOT NULL,
    reference text NOT NULL,
    CONSTRAINT topic_item_pkey PRIMARY KEY (id),
    CONSTRAINT topic_item_topic_version_id_fkey FOREIGN KEY (topic_version_id) REFERENCES topic_version(id)
);
CREATE INDEX item_topic_version_id ON public.topic_item USING btree (topic_version_id);
CREATE UNIQUE INDEX item_topic_version_id_position ON public.topic_item USING btree (topic_version_id, "position");
CREATE TRIGGER topic_item_no_delete BEFORE DELETE ON public.topic_item FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER topic_item_no_update BEFORE UPDATE ON public.topic_item FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "topic_version" (
    id integer NOT NULL DEFAULT nextval('topic_version_id_seq'::regclass),
    topic_id integer NOT NULL,
    source_hash character varying(64) NOT NULL,
    imported timestamp without time zone NOT NULL,
    title character varying(200) NOT NULL,
    minutes integer NOT NULL,
    html text NOT NULL,
    about text NOT NULL,
    CONSTRAINT topic_version_pkey PRIMARY KEY (id),
    CONSTRAINT topic_version_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topic(id)
);
CREATE INDEX topicversion_topic_id ON public.topic_version USING btree (topic_id);
CREATE UNIQUE INDEX topicversion_topic_id_source_hash ON public.topic_version USING btree (topic_id, source_hash);
CREATE TRIGGER topic_version_no_delete BEFORE DELETE ON public.topic_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER topic_version_no_update BEFORE UPDATE ON public.topic_version FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TABLE "totp" (
    id integer NOT NULL DEFAULT nextval('totp_id_seq'::regclass),
    person_id integer NOT NULL,
    secret character varying(64) NOT NULL,
    made timestamp without time zone NOT NULL,
    confirmed timestamp without time zone,
    last_step integer NOT NULL,
    CONSTRAINT totp_pkey PRIMARY KEY (id),
    CONSTRAINT totp_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE CASCADE
);
CREATE INDEX totp_person_id ON public.totp USING btree (person_id);
CREATE TABLE "transmission" (
    id integer NOT NULL DEFAULT nextval('transmission_id_seq'::regclass),
    person_id integer NOT NULL,
    revision_id integer,
    body character varying(20) NOT NULL,
    action character varying(10) NOT NULL,
    destination character varying(20) NOT NULL,
    address character varying(200) NOT NULL,
    fields text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT transmission_pkey PRIMARY KEY (id),
    CONSTRAINT transmission_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT transmission_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revision(id)
);
CREATE INDEX transmission_person_id ON public.transmission USING btree (person_id);
CREATE INDEX transmission_revision_id ON public.transmission USING btree (revision_id);
CREATE TRIGGER transmission_no_delete BEFORE DELETE ON public.transmission FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER transmission_no_update BEFORE UPDATE ON public.transmission FOR EACH ROW EXECUTE FUNCTION cme_erasable('fields');
CREATE TABLE "unlocking" (
    id integer NOT NULL DEFAULT nextval('unlocking_id_seq'::regclass),
    lock_id integer NOT NULL,
    by character varying(40) NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT unlocking_pkey PRIMARY KEY (id),
    CONSTRAINT unlocking_lock_id_fkey FOREIGN KEY (lock_id) REFERENCES lock(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX unlocking_lock_id ON public.unlocking USING btree (lock_id);
CREATE TABLE "verdict" (
    id integer NOT NULL DEFAULT nextval('verdict_id_seq'::regclass),
    revision_id integer NOT NULL,
    kind character varying(10) NOT NULL,
    code character varying(40) NOT NULL,
    reason text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT verdict_pkey PRIMARY KEY (id),
    CONSTRAINT verdict_revision_id_fkey FOREIGN KEY (revision_id) REFERENCES revision(id)
);
CREATE UNIQUE INDEX verdict_revision_id ON public.verdict USING btree (revision_id);
CREATE TRIGGER verdict_no_delete BEFORE DELETE ON public.verdict FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER verdict_no_update BEFORE UPDATE ON public.verdict FOR EACH ROW EXECUTE FUNCTION cme_erasable('reason');
CREATE TABLE "visit" (
    nonce character varying(32) NOT NULL,
    search_id integer NOT NULL,
    CONSTRAINT visit_pkey PRIMARY KEY (nonce),
    CONSTRAINT visit_search_id_fkey FOREIGN KEY (search_id) REFERENCES search(id)
);
CREATE INDEX visit_search_id ON public.visit USING btree (search_id);
CREATE TABLE "withdrawal" (
    id integer NOT NULL DEFAULT nextval('withdrawal_id_seq'::regclass),
    certificate_id integer NOT NULL,
    reason text NOT NULL,
    at timestamp without time zone NOT NULL,
    CONSTRAINT withdrawal_pkey PRIMARY KEY (id),
    CONSTRAINT withdrawal_certificate_id_fkey FOREIGN KEY (certificate_id) REFERENCES certificate(id)
);
CREATE UNIQUE INDEX withdrawal_certificate_id ON public.withdrawal USING btree (certificate_id);
CREATE TRIGGER withdrawal_no_delete BEFORE DELETE ON public.withdrawal FOR EACH ROW EXECUTE FUNCTION cme_fact();
CREATE TRIGGER withdrawal_no_update BEFORE UPDATE ON public.withdrawal FOR EACH ROW EXECUTE FUNCTION cme_erasable('reason');
CREATE OR REPLACE FUNCTION public.cme_erasable()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN IF EXISTS (SELECT 1 FROM erasing) AND to_jsonb(OLD) - TG_ARGV = to_jsonb(NEW) - TG_ARGV THEN RETURN NEW; END IF; RAISE EXCEPTION USING MESSAGE = 'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $function$;
CREATE OR REPLACE FUNCTION public.cme_fact()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RAISE EXCEPTION USING MESSAGE = 'a row of ' || TG_TABLE_NAME || ' is a fact: it is never changed or deleted'; END $function$;
CREATE OR REPLACE FUNCTION public.search_holders(query tsquery)
 RETURNS integer[]
 LANGUAGE sql
 STABLE
 SET enable_seqscan TO 'off'
AS $function$SELECT array_agg(article_id) FROM search_vector WHERE whole @@ query$function$;
