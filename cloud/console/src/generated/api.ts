/** Generated from the OpenAPI document by `npm run generate`. */
export interface paths {
    "/v1/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The inbox: alarms of all sites, worst and newest first */
        get: operations["listAlarms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/alarms/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts and response times against their limits, floods and stale alarms (ISA-18.2) */
        get: operations["alarmFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/attachments/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of an attachment */
        get: operations["getAttachment"];
        put?: never;
        post?: never;
        /** Erases the bytes; who, when and why are kept */
        delete: operations["eraseAttachment"];
        options?: never;
        /** How many bytes of an attachment are held: header `upload-offset` */
        head: operations["headAttachment-head"];
        /**
         * Appends bytes at `upload-offset`; complete when `upload-length` is reached and the SHA-256 matches
         * @description Body: raw bytes, at most 4194304 a request. 422: the digest did not match and the upload starts over.
         */
        patch: operations["patchAttachment"];
        trace?: never;
    };
    "/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes one sealed batch; answers once it is durable
         * @description Body: the exact COSE_Sign1 envelope, at most 4194304 bytes, plain or `Content-Encoding: zstd`. Idempotent by digest. Batches may come in any order.
         */
        post: operations["postBatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/boxes/self/watch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether someone looks at this box’s site: answers at a change from `known`, or after 25 s */
        get: operations["watchSelf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Kinds of device and zones */
        get: operations["getCatalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/enrolments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trades a one-time code and proof of a key for a box token
         * @description Body: COSE_Sign1, payload content type `application/vnd.zaojun.enrolment+json`, payload `EnrolmentRequest`.
         */
        post: operations["enrol"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A box tells what it has erased; the same goes here, for its own site
         * @description Idempotent. What never arrived is marked as removed too, so that its commitment verifies as removed by policy. `person`: all that was held of that person by consent for `purpose`.
         */
        post: operations["postErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this server can store and answer */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/heartbeats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes what a box signs of its ledger; answers which of its batches are missing here
         * @description Body: COSE_Sign1, payload content type `application/vnd.zaojun.heartbeat+json`, payload `Heartbeat` as JSON.
         */
        post: operations["postHeartbeat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the log says of itself now: size, root, signed checkpoint, key */
        get: operations["getLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/log/cosignatures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the cosignature of a witness that has no address, on one of the newest checkpoints */
        post: operations["postCosignature"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs a person in: the token also stands in the cookie `zaojun-cloud` */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Parties: whose data it is, and who may read */
        get: operations["listParties"];
        put?: never;
        /** Adds a party: an owner, head office, a regulator, an auditor */
        post: operations["addParty"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parties/{party}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a person log in for a party */
        post: operations["addPartyAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parties/{party}/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens a party reads with; never the tokens themselves */
        get: operations["listPartyTokens"];
        put?: never;
        /** Makes a token with which a party reads what it was granted; shown once */
        post: operations["addPartyToken"];
        /** Ends the tokens of a party with that label */
        delete: operations["endPartyTokens"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/parts/{commitment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The value and salt behind a commitment */
        get: operations["getPart"];
        /** Takes a personal value that a batch only commits to; idempotent; an erased one stays erased */
        put: operations["putPart"];
        post?: never;
        /** Erases value and salt; who, when and why are kept */
        delete: operations["erasePart"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the log answers a box: the proof of one of its batches, and that it has grown from what the box saw */
        get: operations["getOwnProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/proof/origins/{generation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why the log goes on under another name in that generation: its first entry, what it commits to, what is lost */
        get: operations["getOriginProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a new key of a box: the statement is signed by the old key and the new one, the code is a person’s consent */
        post: operations["rotateBoxKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service/availability": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the service itself stood: from samples of every aggregator, what is missing counts as down */
        get: operations["getAvailability"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service/maintenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Announces work on the service before it begins; it is shown apart, never taken out afterwards */
        post: operations["addServiceMaintenance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/service/maintenance/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a window of work on the service now, or calls it off */
        delete: operations["endServiceMaintenance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All sites with their state */
        get: operations["listSites"];
        put?: never;
        /** Adds a site */
        post: operations["createSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One site with its zones and devices */
        get: operations["getSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/alarms/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alarm with every step of its life */
        get: operations["getAlarm"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/alarms/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acknowledges an alarm the cloud raised; those of a box are acknowledged in the kitchen */
        post: operations["acknowledgeAlarm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Boxes of a site: what is held, awaited, missing and refused */
        get: operations["listBoxes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/batches/{n}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of one batch: envelope, place in the log, path, signed checkpoint */
        get: operations["getBatchProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/batches/{n}/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof that a batch stood in the log, and which policy took its envelope away */
        get: operations["getRemovedBatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/heartbeat": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest heartbeat of a box, the exact bytes it signed */
        get: operations["getHeartbeat"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys a box has had, from which batch to which, and the signed statements on them */
        get: operations["getBoxKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of the batch in which an entry of a box stands, by the entry’s seq */
        get: operations["getEntryProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/removal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for the batch in which an entry stood, by the entry’s seq */
        get: operations["getRemovedEntry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/boxes/{box}/revocation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes the key of a box: what it signs after that batch is refused; what it signed before still verifies */
        post: operations["revokeBoxKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices of a site with their points, as its boxes last registered them */
        get: operations["listDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/enrolment-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a one-time code with which one box can join this site within 30 minutes */
        post: operations["createEnrolmentCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, records, commands and gaps of a site, by arrival */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a party read kinds of data of a site, for one of its purposes, from…to; its owner alone may */
        post: operations["addGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/grants/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a grant at once; its owner alone may */
        delete: operations["endGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/latest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The newest reading of each series of a site */
        get: operations["listLatest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events: `latest` (array of `Latest`) and `boxes` (array of `Box`)
         * @description An open connection marks the site as watched: its boxes then seal every 10 s.
         */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/maintenance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Windows of maintenance that are not over */
        get: operations["listMaintenance"];
        put?: never;
        /** While it lasts the cloud’s own alarms about the site are suppressed; those of its boxes go on */
        post: operations["addMaintenance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/maintenance/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a window of maintenance now */
        delete: operations["endMaintenance"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/readings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All readings of a site over a span of time, a JSON row each
         * @description Rows of `ReadingRow`, a line each, sent as they are found: by UTC day as the box recorded it, within that by device and point, within those in the order of the box. An answer that breaks off is not whole: it ends without the last chunk of its encoding. `timeUnknown=true` adds, at the end, those whose time nobody knows.
         */
        get: operations["exportReadings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/reads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who looked at data of a site, newest first: for its owner and whoever runs the cloud */
        get: operations["listReads"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/reads/pages/{page}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of a page of reads: its exact bytes, place in the log, path, signed checkpoint */
        get: operations["getReadsProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/removals/{no}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of a removal by policy: who, when, what, and its place in the log */
        get: operations["getRemovalProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long what is kept of a site, and what its policy has removed */
        get: operations["getRetention"];
        /** Says how long what is kept of a site; its owner alone may */
        put: operations["putRetention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/rights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose the data of a site is, what it may be used for, and who may read it */
        get: operations["getSiteRights"];
        /** Gives the data of a site to another owner, or names its purposes; its owner alone may */
        put: operations["putSiteRights"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/rights/statements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was said about rights of a site, newest first; others than owner and operator see what names them */
        get: operations["listRightsStatements"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/rights/statements/{no}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of a statement on rights: its exact bytes, place in the log, path, signed checkpoint */
        get: operations["getRightsProof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/rollups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hours or days of all series of a site over a span of time
         * @description As `getSeries` gives hours and days of one. An answer holds at most 100000 hours or days over all its series; where there are more series, `next` says how to go on. An hour in progress is up to five minutes behind.
         */
        get: operations["listRollups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sites/{site}/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One series over a span of time
         * @description Raw answers are in seq order: where a clock was set back, both passes come. Readings of unknown time stand between their neighbours with `t` null; readings a device told late stand at its own time; `timeUnknown=true` adds those with no known neighbour. Days are in the time zone of the site.
         */
        get: operations["getSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Acknowledgement: {
            /** @enum {unknown} */
            status: "stored" | "duplicate";
            receipt: string;
            watched: boolean;
            news?: {
                checkpoint: string;
                growth: string[];
                batch: {
                    n: number;
                    proof: string;
                } | null;
                successor: {
                    leaf: string;
                    proof: string;
                } | null;
            };
        };
        AlarmDetail: {
            alarm: components["schemas"]["AlarmRow"];
            steps: components["schemas"]["AlarmStepRow"][];
        };
        AlarmFigures: {
            severities: components["schemas"]["SeverityFigures"][];
            flood: {
                most: number;
                spans: number;
            };
            stale: number;
            chattering: number;
            rules: {
                rule: string;
                title: {
                    zh: string;
                    en: string;
                } | null;
                raised: number;
            }[];
            /** @description False where there were more alarms than are counted */
            complete: boolean;
        };
        AlarmList: {
            alarms: components["schemas"]["AlarmRow"][];
        };
        AlarmRow: {
            site: string;
            siteName: string;
            box: string;
            /**
             * @description `cloud`: raised here, about a box
             * @enum {unknown}
             */
            source: "box" | "cloud";
            id: string;
            rule: string;
            /** @description Of the rule; null where it is not a shipped one */
            title: {
                zh: string;
                en: string;
            } | null;
            advice: {
                zh: string;
                en: string;
            } | null;
            /** @description UCUM, of value and limit */
            unit: string | null;
            device?: string;
            point?: string;
            form?: string;
            /** @description Which lot, dish or person, where one place has several */
            subject?: string;
            /** @enum {unknown} */
            severity: "info" | "warn" | "major" | "critical";
            /** @enum {boolean} */
            advisory?: true;
            /** @enum {unknown} */
            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
            active: boolean;
            acknowledged: boolean;
            /** @description UTC ms; null where the time is unknown */
            raisedAt: number | null;
            times: number;
            value?: number | boolean | string | null;
            limit?: number | boolean | string;
            /** @enum {unknown} */
            correction: "not-needed" | "due" | "recorded" | "verified";
            /** @description How far it was escalated */
            level: number;
            /** @description UTC ms; null where the time is unknown */
            acknowledgedAt: number | null;
            /** @description UTC ms; null where the time is unknown */
            clearedAt: number | null;
            /** @description UTC ms */
            changedAt: number;
            /** @description It waits for longer than its limit */
            overdue: boolean;
            /** @description The site is under maintenance now */
            maintenance: boolean;
        };
        AlarmStepRow: {
            /** @enum {unknown} */
            step: "raised" | "raised-again" | "cleared" | "acknowledged" | "shelved" | "unshelved" | "suppressed" | "released" | "out-of-service" | "in-service" | "corrected" | "verified" | "escalated";
            /** @enum {unknown} */
            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
            /** @description UTC ms; null where the time is unknown */
            wall: number | null;
            /** @description UTC ms */
            receivedAt: number;
            by?: string;
            reason?: string;
            value?: number | boolean | string | null;
            level: number;
        };
        ApiError: {
            /** @description Stable; see docs/errors.md */
            code: string;
            message: string;
            place?: string;
        };
        Availability: {
            /** @description UTC ms */
            now: number;
            /** @description UTC ms of the first sample kept */
            since: number | null;
            /** @description How long a sample stands for; what is shorter is not seen */
            slotSeconds: number;
            target: number;
            /** @description Today since midnight, the last 30 and the last 365 days */
            periods: components["schemas"]["ServicePeriod"][];
            /** @description Oldest first; `from`…`to` is the whole day */
            days: components["schemas"]["ServiceDay"][];
            /** @description Of those days, newest first */
            outages: components["schemas"]["ServiceOutage"][];
            /** @description There were more outages */
            truncated: boolean;
            /** @description That touch those days, or are to come */
            maintenance: components["schemas"]["ServiceMaintenance"][];
            aggregators: components["schemas"]["ServiceAggregator"][];
        };
        Box: {
            id: string;
            /** @enum {unknown} */
            state: "normal" | "stale" | "offline";
            lastBatchAt: number | null;
            /** @description Newest batch number known, 0 before the first */
            newest: number;
            /** @description Runs of batch numbers, inclusive */
            held: [
                number,
                number
            ][];
            /** @description Runs of batch numbers, inclusive */
            awaited: [
                number,
                number
            ][];
            /** @description Runs of batch numbers, inclusive */
            missing: [
                number,
                number
            ][];
            /** @description Runs the box has said it cannot send, by a signed gap */
            explained: components["schemas"]["ExplainedHole"][];
            heartbeat: components["schemas"]["BoxHeartbeat"] | null;
            /** @description Age of the newest reading or entry held */
            lagMs: number | null;
            pendingBatches: number;
            gaps: number;
            /** @description Count of forked batches kept aside */
            quarantined: number;
            /** @description Times its ledger contradicted what it had signed before */
            contradicted: number;
            /** @description Count of refused requests with this box’s token */
            refused: number;
            /** @description Why its key was revoked: nothing more is taken from it */
            revoked: ("stolen" | "cloned" | "lost" | "retired") | null;
            clock: ("synced" | "set" | "unsynced" | "unknown") | null;
            softwareVersion: string;
            enrolledAt: number;
        };
        BoxHeartbeat: {
            receivedAt: number;
            /** @description When, by the clock of the box */
            at: number | null;
            /** @description Its newest batch */
            newest: number;
            /** @description Its newest entry */
            seq: number;
            /** @description The newest batch it has ever signed for */
            claimed: number;
            /** @description What it contradicts of what the box signed before */
            fault: ("behind" | "other-head") | null;
        };
        BoxKey: {
            /** @description Key id, hex */
            kid: string;
            /** @description Raw Ed25519 key, base64 */
            key: string;
            /** @description First batch it may sign */
            from: number;
            /** @description Last one; null while it is in use */
            to: number | null;
            revoked: ("stolen" | "cloned" | "lost" | "retired") | null;
        };
        BoxKeys: {
            keys: components["schemas"]["BoxKey"][];
            events: components["schemas"]["KeyEvent"][];
        };
        BoxList: {
            boxes: components["schemas"]["Box"][];
        };
        Catalogue: {
            kinds: components["schemas"]["Kind"][];
            zones: components["schemas"]["Zone"][];
        };
        CosignatureTaken: {
            /** @description Size of the log it has cosigned */
            seen: number;
        };
        Cosigned: {
            /** @description Signed note: checkpoint and cosignature */
            note: string;
        };
        DataRead: {
            id: number;
            /** @description UTC ms */
            at: number;
            party: string;
            /** @description As the party is called now; null for one without a name */
            partyName: string | null;
            /** @description The person or token that asked */
            by: string;
            /** @description Null: as whoever runs the cloud */
            grant: string | null;
            purpose: string | null;
            /** @enum {unknown} */
            kind: "readings" | "events" | "records" | "alarms" | "photos" | "personal" | "devices" | "proofs";
            /** @description What was asked for */
            what: string;
            /** @description Page of the log; null for a second at most */
            page: number | null;
        };
        DetachedPart: {
            commitment: string;
            salt: string;
            value: unknown;
            purpose: string;
            /** @enum {unknown} */
            basis?: "law" | "consent";
            person?: string;
            expires?: number;
        };
        Device: {
            id: string;
            kind: string;
            name: string;
            zone: string;
            /** @enum {unknown} */
            state: "active" | "no-node" | "retired";
            box: string;
            points: components["schemas"]["DevicePoint"][];
        };
        DeviceList: {
            devices: components["schemas"]["Device"][];
        };
        DevicePoint: {
            point: string;
            name: {
                zh: string;
                en: string;
            };
            /** @description UCUM */
            unit?: string;
            unitText?: string;
            decimals?: number;
            /** @enum {unknown} */
            value: "number" | "boolean" | "text";
            states?: {
                [key: string]: {
                    zh: string;
                    en: string;
                };
            };
            main?: boolean;
        };
        Enrolled: {
            box: string;
            site: string;
            /** @description Bearer token of the box; shown once */
            token: string;
            log: string;
            /** @description Raw Ed25519 key that signs receipts, base64 */
            cloudKey: string;
        };
        EnrolmentCode: {
            code: string;
            /** @description UTC ms */
            expiresAt: number;
        };
        Erased: {
            erased: number;
        };
        ErasureOrder: {
            /** @enum {unknown} */
            what: "part" | "attachment" | "person";
            key: string;
            purpose?: string;
            reason: string;
        };
        EventList: {
            events: components["schemas"]["SiteEntry"][];
            next: number | null;
        };
        ExplainedHole: {
            first: number;
            last: number;
            reason: string;
            /** @description The signed `gap` entry that says so */
            seq: number;
        };
        Grant: {
            site: string;
            id: string;
            party: string;
            /** @description Kinds of data; `proofs` are whole signed batches */
            kinds: ("readings" | "events" | "records" | "alarms" | "photos" | "personal" | "devices" | "proofs")[];
            purpose: string;
            /** @description UTC ms */
            from: number;
            /** @description UTC ms; null: until it is ended */
            to: number | null;
            /** @description Data from that time on (UTC ms); null: open */
            dataFrom: number | null;
            /** @description Data before that time (UTC ms); null: open */
            dataTo: number | null;
            by: string;
            /** @description UTC ms */
            createdAt: number;
            endedAt: number | null;
            endedBy: string | null;
        };
        Health: {
            /** @enum {unknown} */
            status: "ok" | "degraded";
            /**
             * @description Full or read-only: it answers, and takes no writes
             * @enum {unknown}
             */
            store: "ready" | "full" | "read-only" | "away";
            log: string;
            now: number;
            uptimeSeconds: number;
            queuedBatches: number;
            /**
             * @description What aggregators share for speed; nothing is lost without it
             * @enum {unknown}
             */
            redis: "none" | "connected" | "away";
            /** @description Hours whose rollup is to be recomputed */
            dirtyHours: number;
        };
        HeartbeatAnswer: {
            missing: [
                number,
                number
            ][];
            fault: ("behind" | "other-head") | null;
            restored?: string;
        };
        KeyEvent: {
            /** @enum {unknown} */
            kind: "rotation" | "revocation";
            at: number | null;
            takenAt: number;
            /** @description Last batch before it counts */
            after: number;
            /** @enum {unknown} */
            reason?: "stolen" | "cloned" | "lost" | "retired";
            by?: string;
            /** @description The exact bytes that were signed, base64 */
            statement: string;
            /** @description Place in the log; null while it has none */
            index: number | null;
        };
        Kind: {
            id: string;
            clauses: string[];
            name: {
                zh: string;
                en: string;
            };
            description: {
                zh: string;
                en: string;
            };
            icon: string;
            zones: string[];
            opc30200?: string;
            points: {
                [key: string]: {
                    name: {
                        zh: string;
                        en: string;
                    };
                    /** @enum {unknown} */
                    value: "number" | "boolean" | "text";
                    unit?: string;
                    unitText?: string;
                    decimals?: number;
                    deadband?: number;
                    longestSilenceSeconds?: number;
                    states?: {
                        [key: string]: {
                            zh: string;
                            en: string;
                        };
                    };
                    /** @enum {unknown} */
                    abnormalWhenTrue?: "warning" | "alarm";
                    main?: boolean;
                    optional?: boolean;
                    onlyTo?: boolean;
                    harmsPeople?: boolean;
                    /** @enum {unknown} */
                    tells?: "person-present" | "door-open";
                    opc30200?: string;
                };
            };
            events?: {
                [key: string]: {
                    name: {
                        zh: string;
                        en: string;
                    };
                    fields: {
                        [key: string]: {
                            name: {
                                zh: string;
                                en: string;
                            };
                            /** @enum {unknown} */
                            value: "number" | "boolean" | "text";
                            unit?: string;
                            states?: {
                                [key: string]: {
                                    zh: string;
                                    en: string;
                                };
                            };
                            personal?: {
                                purpose: string;
                                retentionDays: number;
                                /** @enum {unknown} */
                                basis: "law" | "consent";
                                sensitive: boolean;
                            };
                            person?: boolean;
                        };
                    };
                    pictures?: {
                        name: {
                            zh: string;
                            en: string;
                        };
                        retentionDays: number;
                        personal?: {
                            purpose: string;
                            retentionDays: number;
                            /** @enum {unknown} */
                            basis: "law" | "consent";
                            sensitive: boolean;
                        };
                    };
                };
            };
            commands?: {
                [key: string]: {
                    name: {
                        zh: string;
                        en: string;
                    };
                    /** @enum {unknown} */
                    value?: "number" | "boolean" | "text";
                    unit?: string;
                    min?: number;
                    max?: number;
                };
            };
            labels?: {
                [key: string]: {
                    name: {
                        zh: string;
                        en: string;
                    };
                    choices: {
                        [key: string]: {
                            zh: string;
                            en: string;
                        };
                    };
                    default: string;
                };
            };
        };
        Latest: {
            device: string;
            point: string;
            value: number | boolean | string | null;
            /** @enum {unknown} */
            quality: "good" | "uncertain" | "bad" | "stale";
            /** @enum {unknown} */
            origin: "measured" | "manual" | "simulated";
            reason?: string;
            /** @description UTC ms; null where the time is unknown */
            at: number | null;
            /** @description UTC ms */
            receivedAt: number;
            seq: number;
            box: string;
        };
        LatestList: {
            latest: components["schemas"]["Latest"][];
            /** @description Ask again with `after` = this; null where there is no more */
            next: number | null;
        };
        LogNews: {
            checkpoint: string;
            growth: string[];
            batch: {
                n: number;
                proof: string;
            } | null;
            successor: {
                leaf: string;
                proof: string;
            } | null;
        };
        LogRestart: {
            /** @description Of this log; 2 is the first that goes on for another one */
            generation: number;
            /** @description Name of the log before */
            before: string;
            /** @description Entries of it that this one commits to */
            size: number;
            /** @description When, UTC ms; null: not said */
            at: number | null;
            /** @description Chinese / English */
            reason: string;
        };
        LogState: {
            /** @description Name of this log; its key has the same */
            origin: string;
            /** @description Entries */
            size: number;
            /** @description Root of the tree, base64 */
            root: string;
            /** @description Verifier key: name+hash+key (C2SP signed-note) */
            key: string;
            /** @description The newest signed checkpoint, with the cosignatures of witnesses */
            checkpoint: string;
            /** @description Where this log goes on for another one, after a restore */
            restart: components["schemas"]["LogRestart"] | null;
            witnesses: components["schemas"]["WitnessState"][];
        };
        LoggedIn: {
            token: string;
            name: string;
            party: string;
        };
        Login: {
            name: string;
            password: string;
        };
        Maintenance: {
            id: string;
            site: string;
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            reason: string;
            by: string;
            /** @description UTC ms */
            createdAt: number;
        };
        MaintenanceList: {
            windows: components["schemas"]["Maintenance"][];
        };
        NamedParty: {
            id: string;
            name: string;
        };
        NewGrant: {
            party: string;
            /** @description Kinds of data; `proofs` are whole signed batches */
            kinds: ("readings" | "events" | "records" | "alarms" | "photos" | "personal" | "devices" | "proofs")[];
            purpose: string;
            /** @description UTC ms; now where absent */
            from?: number;
            to?: number | null;
            /** @description Only data from that time on, UTC ms */
            dataFrom?: number;
            /** @description Only data before that time, UTC ms */
            dataTo?: number;
        };
        NewMaintenance: {
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            reason: string;
        };
        NewParty: {
            id: string;
            name: string;
            /** @enum {unknown} */
            kind: "owner" | "head-office" | "regulator" | "auditor" | "other";
        };
        NewPartyAccount: {
            name: string;
            password: string;
        };
        NewPartyToken: {
            /** @description Who or what reads with it */
            label: string;
            days: number;
        };
        NewRetention: {
            /** @description Readings at full fidelity: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
            readingsDays: number;
            /** @description Hours; then days, which stay: days; 0: for ever; at least 365 (EU 37/2005（冷冻食品温度记录 records of frozen food）) */
            hourlyDays: number;
            /** @description Signed envelopes of nothing but readings: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
            envelopesDays: number;
            /** @description Signed envelopes with records, alarms, commands or events: days; 0: for ever; at least 730 (食品安全法 第五十条、第五十三条 Food Safety Law, art. 50, 53) */
            recordsDays: number;
        };
        NewServiceMaintenance: {
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            reason: string;
        };
        NewSite: {
            id: string;
            name: string;
            /** @description IANA name, e.g. Asia/Shanghai */
            timeZone: string;
        };
        NewSiteRights: {
            owner: string;
            /** @description What the data may be used for */
            purposes: string[];
        };
        OriginBundle: {
            /** @enum {number} */
            v: 3;
            /** @enum {string} */
            kind: "origin";
            log: string;
            origins: {
                leaf: string;
                proof: string;
            }[];
            lost: {
                from: number;
                to: number;
                batches: number | null;
                again: number | null;
            } | null;
            logKey: string;
        };
        PartState: {
            commitment: string;
            /** @enum {unknown} */
            state: "held" | "erased";
        };
        Party: {
            id: string;
            name: string;
            /** @enum {unknown} */
            kind: "operator" | "owner" | "head-office" | "regulator" | "auditor" | "other";
            /** @description UTC ms */
            createdAt: number;
        };
        PartyList: {
            parties: components["schemas"]["Party"][];
        };
        PartyToken: {
            party: string;
            /** @description Who or what reads with it */
            label: string;
            /** @description UTC ms */
            createdAt: number;
            /** @description UTC ms */
            expiresAt: number;
            endedAt: number | null;
        };
        PartyTokenList: {
            tokens: components["schemas"]["PartyToken"][];
        };
        PartyTokenMade: {
            token: string;
            /** @description UTC ms */
            expiresAt: number;
        };
        ProofBundle: {
            v: 1 | 2 | 3;
            box: string;
            n: number;
            boxKey: string;
            firstKey?: string;
            keys?: {
                statement: string;
                leaf: string;
                proof: string;
            }[];
            envelope: string;
            leaf: string;
            proof: string;
            logKey: string;
            removed?: {
                content: string;
                leaf: string;
                proof: string;
            }[];
            origins?: {
                leaf: string;
                proof: string;
            }[];
        };
        ReadList: {
            reads: components["schemas"]["DataRead"][];
            /** @description `before` of the next page */
            next: number | null;
        };
        ReadingRow: {
            device: string;
            point: string;
            /** @description UTC ms; null where the time is unknown */
            at: number | null;
            value: number | boolean | string | null;
            /** @enum {unknown} */
            quality: "good" | "uncertain" | "bad" | "stale";
            /** @enum {unknown} */
            origin: "measured" | "manual" | "simulated";
            box: string;
            /** @description Of the entry at its box */
            seq: number;
            reason?: string;
            /** @description UTC ms */
            deviceTime?: number;
            calibration?: string;
            /**
             * @description The device kept it and told it later; `at` is its own time
             * @enum {boolean}
             */
            late?: true;
        };
        ReadsBundle: {
            v: 2 | 3;
            /** @enum {string} */
            kind: "reads";
            site: string;
            page: number;
            content: string;
            leaf: string;
            proof: string;
            logKey: string;
            origins?: {
                leaf: string;
                proof: string;
            }[];
        };
        Removal: {
            /** @enum {number} */
            v: 1;
            site: string;
            no: number;
            /** @description UTC ms */
            at: number;
            policy: {
                /** @description Readings at full fidelity: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
                readingsDays: number;
                /** @description Hours; then days, which stay: days; 0: for ever; at least 365 (EU 37/2005（冷冻食品温度记录 records of frozen food）) */
                hourlyDays: number;
                /** @description Signed envelopes of nothing but readings: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
                envelopesDays: number;
                /** @description Signed envelopes with records, alarms, commands or events: days; 0: for ever; at least 730 (食品安全法 第五十条、第五十三条 Food Safety Law, art. 50, 53) */
                recordsDays: number;
            };
            /** @enum {unknown} */
            what: "readings" | "hours" | "envelopes";
            /** @description Readings, hours: UTC ms up to which they were removed */
            before?: number;
            box?: string;
            /** @description Envelopes: numbers of batches, both ends included */
            runs?: number[][];
        };
        RemovalBundle: {
            v: 2 | 3;
            /** @enum {string} */
            kind: "removal";
            site: string;
            no: number;
            content: string;
            leaf: string;
            proof: string;
            logKey: string;
            origins?: {
                leaf: string;
                proof: string;
            }[];
        };
        RemovedBundle: {
            /** @enum {number} */
            v: 3;
            /** @enum {string} */
            kind: "removed";
            box: string;
            n: number;
            leaf: string;
            proof: string;
            logKey: string;
            origins?: {
                leaf: string;
                proof: string;
            }[];
            removed: {
                content: string;
                leaf: string;
                proof: string;
            }[];
        };
        RemovedByPolicy: {
            /** @enum {string} */
            code: "REMOVED_BY_POLICY";
            message: string;
            reason: string;
            by: string;
            /** @description UTC ms */
            at: number;
        };
        Retention: {
            /** @description Readings at full fidelity: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
            readingsDays: number;
            /** @description Hours; then days, which stay: days; 0: for ever; at least 365 (EU 37/2005（冷冻食品温度记录 records of frozen food）) */
            hourlyDays: number;
            /** @description Signed envelopes of nothing but readings: days; 0: for ever; at least 30 (盒子与备份 boxes and backups) */
            envelopesDays: number;
            /** @description Signed envelopes with records, alarms, commands or events: days; 0: for ever; at least 730 (食品安全法 第五十条、第五十三条 Food Safety Law, art. 50, 53) */
            recordsDays: number;
            /** @description Null: the default holds */
            changedAt: number | null;
            by: string | null;
            /** @description UTC ms; 0: all */
            keptFrom: {
                readings: number;
                hours: number;
            };
            /** @description Newest first, 100 an answer; each is an entry of the log */
            removals: components["schemas"]["Removal"][];
        };
        RevokeKey: {
            /** @enum {unknown} */
            reason: "stolen" | "cloned" | "lost" | "retired";
            /** @description Last batch that still counts; the newest held where absent */
            after?: number;
        };
        RightsBundle: {
            v: 2 | 3;
            /** @enum {string} */
            kind: "rights";
            site: string;
            no: number;
            content: string;
            leaf: string;
            proof: string;
            logKey: string;
            origins?: {
                leaf: string;
                proof: string;
            }[];
        };
        RightsStatementList: {
            statements: components["schemas"]["RightsStatementRow"][];
            /** @description As the parties named here are called now */
            parties: components["schemas"]["NamedParty"][];
            /** @description `before` of the next page */
            next: number | null;
        };
        RightsStatementRow: {
            no: number;
            /** @description UTC ms */
            at: number;
            party: string;
            by: string;
            change: {
                /** @enum {string} */
                kind: "rights";
                owner: string;
                purposes: string[];
            } | {
                /** @enum {string} */
                kind: "grant";
                id: string;
                terms: {
                    party: string;
                    kinds: ("readings" | "events" | "records" | "alarms" | "photos" | "personal" | "devices" | "proofs")[];
                    purpose: string;
                    from: number;
                    to: number | null;
                    dataFrom: number | null;
                    dataTo: number | null;
                };
            } | {
                /** @enum {string} */
                kind: "grant-ended";
                id: string;
                party: string;
            };
        };
        RollupList: {
            series: components["schemas"]["SeriesOfSite"][];
            /** @description Ask again with `after` = this; null where there is no more */
            next: number | null;
        };
        RotateKey: {
            /** @description One-time code, as for an enrolment */
            code: string;
            /** @description COSE_Sign1 by the new key around the one by the old, base64 */
            statement: string;
        };
        Rotated: {
            site: string;
            /** @description Bearer token of the box; the old one is void */
            token: string;
        };
        Series: {
            /** @enum {unknown} */
            resolution: "raw" | "hour" | "day";
            /** @description UTC ms; null where the time is unknown */
            t: (number | null)[];
            /** @description Raw: the value. Hour, day: time-weighted mean of good readings */
            v: (number | boolean | string | null)[];
            q: ("good" | "uncertain" | "bad" | "stale")[];
            /** @description Raw: seq at the box */
            s?: number[];
            /** @description Raw: id of the calibration the value was corrected with; absent where none was */
            c?: (string | null)[];
            /** @description Raw: the device kept it and told it later; `t` is its own time. Absent where none was */
            late?: boolean[];
            min?: (number | null)[];
            max?: (number | null)[];
            /** @description Readings in the span */
            n?: number[];
            /** @description Seconds covered by good readings */
            good?: number[];
            /** @description Seconds covered by no reading at all */
            missing?: number[];
            /** @description UTC ms: what is older was removed by the retention policy of the site */
            removedBefore?: number;
            truncated: boolean;
            /** @description Where a truncated answer goes on: ask again with `from` = this */
            next?: number;
        };
        SeriesOfSite: {
            device: string;
            point: string;
            /** @enum {unknown} */
            resolution: "raw" | "hour" | "day";
            /** @description UTC ms; null where the time is unknown */
            t: (number | null)[];
            /** @description Raw: the value. Hour, day: time-weighted mean of good readings */
            v: (number | boolean | string | null)[];
            q: ("good" | "uncertain" | "bad" | "stale")[];
            /** @description Raw: seq at the box */
            s?: number[];
            /** @description Raw: id of the calibration the value was corrected with; absent where none was */
            c?: (string | null)[];
            /** @description Raw: the device kept it and told it later; `t` is its own time. Absent where none was */
            late?: boolean[];
            min?: (number | null)[];
            max?: (number | null)[];
            /** @description Readings in the span */
            n?: number[];
            /** @description Seconds covered by good readings */
            good?: number[];
            /** @description Seconds covered by no reading at all */
            missing?: number[];
            /** @description UTC ms: what is older was removed by the retention policy of the site */
            removedBefore?: number;
            truncated: boolean;
            /** @description Where a truncated answer goes on: ask again with `from` = this */
            next?: number;
        };
        ServiceAggregator: {
            name: string;
            /** @description End of its last sample, UTC ms */
            seenAt: number;
            /** @description Of the last 24 hours */
            spans: components["schemas"]["ServiceSpan"][];
        };
        ServiceDay: {
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            /** @description Seconds measured: from the first sample ever on, up to the last whole slot */
            seconds: number;
            /** @description Seconds in which no aggregator was ready, planned ones among them */
            down: number;
            /** @description Of these, within maintenance announced before it began */
            planned: number;
            /** @description 0…1; planned maintenance counts as down; null where nothing was measured */
            availability: number | null;
            /** @description The same with planned maintenance left out */
            availabilityUnplanned: number | null;
        };
        ServiceMaintenance: {
            id: string;
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            reason: string;
            by: string;
            /** @description UTC ms */
            createdAt: number;
        };
        ServiceOutage: {
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            planned: boolean;
            /**
             * @description `silent`: no process ran, or the store was away; else what the aggregators lacked
             * @enum {unknown}
             */
            reason: "silent" | "log" | "ingest";
        };
        ServicePeriod: {
            /** @enum {unknown} */
            period: "day" | "month" | "year";
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            /** @description Seconds measured: from the first sample ever on, up to the last whole slot */
            seconds: number;
            /** @description Seconds in which no aggregator was ready, planned ones among them */
            down: number;
            /** @description Of these, within maintenance announced before it began */
            planned: number;
            /** @description 0…1; planned maintenance counts as down; null where nothing was measured */
            availability: number | null;
            /** @description The same with planned maintenance left out */
            availabilityUnplanned: number | null;
        };
        ServiceSpan: {
            /** @description UTC ms */
            from: number;
            /** @description UTC ms */
            to: number;
            /** @enum {unknown} */
            state: "up" | "log" | "ingest";
        };
        Session: {
            loggedIn: boolean;
            name?: string;
            /** @description For whom; `operator` runs the cloud */
            party?: string;
        };
        SeverityFigures: {
            /** @enum {unknown} */
            severity: "info" | "warn" | "major" | "critical";
            raised: number;
            /** @description Open now */
            standing: number;
            acknowledged: number;
            /** @description Acknowledged within its limit; the rest came later */
            withinLimit: number;
            /** @description Waiting now for longer than the limit */
            overdue: number;
            /** @description Null where nobody need answer */
            limitMs: number | null;
            responseMs: {
                p50: number | null;
                p95: number | null;
            };
        };
        Site: {
            id: string;
            name: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * @description By the age of the newest batch of its most silent box
             * @enum {unknown}
             */
            state: "normal" | "stale" | "offline";
            boxes: number;
            /** @description UTC ms */
            lastBatchAt: number | null;
            /** @description Count of batches neither held nor awaited */
            missing: number;
            /** @description Count of gap entries */
            gaps: number;
            /** @description Count of devices */
            devices: number;
        };
        SiteDetail: {
            id: string;
            name: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * @description By the age of the newest batch of its most silent box
             * @enum {unknown}
             */
            state: "normal" | "stale" | "offline";
            boxes: number;
            /** @description UTC ms */
            lastBatchAt: number | null;
            /** @description Count of batches neither held nor awaited */
            missing: number;
            /** @description Count of gap entries */
            gaps: number;
            zones: components["schemas"]["Zone"][];
            devices: components["schemas"]["Device"][];
        };
        /** @description Further fields as `Entry` of its type has them */
        SiteEntry: {
            /** @description Order of arrival here; the cursor */
            id: number;
            box: string;
            /** @enum {unknown} */
            source: "box" | "cloud";
            /** @description UTC ms */
            receivedAt: number;
            seq: number | null;
            era: number | null;
            mono: number | null;
            /** @description UTC ms; null where the time is unknown */
            wall: number | null;
            /** @description Ms that `wall` was moved by, as the box has said of its clock since */
            corrected?: number;
            clock: ("synced" | "set" | "unsynced" | "unknown") | null;
            /** @enum {unknown} */
            type: "event" | "record" | "command" | "alarm" | "gap" | "registry";
            event?: string;
            device?: string;
            form?: string;
            by?: string;
            command?: string;
            result?: string;
            reason?: string;
            data?: {
                [key: string]: unknown;
            };
            attachments?: string[];
        } & {
            [key: string]: unknown;
        };
        SiteList: {
            sites: components["schemas"]["Site"][];
        };
        SiteRights: {
            owner: string;
            /** @description What the data may be used for */
            purposes: string[];
            grants: components["schemas"]["Grant"][];
            /** @description As the parties named here are called now */
            parties: components["schemas"]["NamedParty"][];
        };
        Watched: {
            watched: boolean;
        };
        WitnessState: {
            name: string;
            /** @description Null: it sends what it signs */
            url: string | null;
            /** @description The size it has cosigned last */
            seen: number;
            /** @description When, UTC ms */
            at: number | null;
            /** @description Why it does not cosign */
            fault: string | null;
        };
        Zone: {
            id: string;
            clause: string;
            name: {
                zh: string;
                en: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listAlarms: {
        parameters: {
            query?: {
                site?: string;
                state?: "open" | "closed" | "all";
                severity?: "info" | "warn" | "major" | "critical";
                /** @description Cursor: only those changed before (UTC ms) */
                before?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    alarmFigures: {
        parameters: {
            query: {
                site?: string;
                /** @description UTC ms */
                from: number;
                /** @description UTC ms */
                to: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmFigures"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAttachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": components["schemas"]["RemovedByPolicy"];
                };
            };
        };
    };
    eraseAttachment: {
        parameters: {
            query: {
                /** @description Why it is erased; kept and shown */
                reason: string;
            };
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    "headAttachment-head": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    patchAttachment: {
        parameters: {
            query?: never;
            header: {
                "upload-offset": number;
                "upload-length": number;
                "upload-media-type"?: string;
                /** @description Of a personal picture: why it is held */
                "upload-purpose"?: string;
                "upload-basis"?: "law" | "consent";
                "upload-person"?: string;
                /** @description Wall ms from which it is erased */
                "upload-expires"?: number;
            };
            path: {
                digest: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/offset+octet-stream": unknown;
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    postBatch: {
        parameters: {
            query?: never;
            header?: {
                /** @description `BoxRange` as JSON */
                "zaojun-range"?: string;
                /** @description `LogQuestion` as JSON */
                "zaojun-proof"?: string;
                /** @description `zstd` or absent */
                "content-encoding"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cose": unknown;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Acknowledgement"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    watchSelf: {
        parameters: {
            query?: {
                known?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Watched"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getCatalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    enrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cose": unknown;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Enrolled"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    postErasure: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ErasureOrder"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    postHeartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cose": unknown;
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeartbeatAnswer"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getLog: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogState"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    postCosignature: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cosigned"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CosignatureTaken"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedIn"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listParties: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartyList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addParty: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewParty"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Party"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addPartyAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPartyAccount"];
            };
        };
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listPartyTokens: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartyTokenList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addPartyToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPartyToken"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartyTokenMade"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endPartyTokens: {
        parameters: {
            query: {
                /** @description Who or what reads with it */
                label: string;
            };
            header?: never;
            path: {
                party: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getPart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                commitment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DetachedPart"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedByPolicy"];
                };
            };
        };
    };
    putPart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                commitment: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DetachedPart"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartState"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    erasePart: {
        parameters: {
            query: {
                /** @description Why it is erased; kept and shown */
                reason: string;
            };
            header?: never;
            path: {
                commitment: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getOwnProof: {
        parameters: {
            query?: {
                n?: number;
                origin?: string;
                size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogNews"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getOriginProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                generation: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OriginBundle"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    rotateBoxKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rotated"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAvailability: {
        parameters: {
            query?: {
                days?: number;
                /** @description IANA name; where days begin */
                timeZone?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Availability"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addServiceMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewServiceMaintenance"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceMaintenance"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endServiceMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    listSites: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createSite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSite"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteDetail"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmDetail"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    acknowledgeAlarm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlarmRow"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listBoxes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoxList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getBatchProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                box: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRemovedBatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                box: string;
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getHeartbeat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                box: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cose": string;
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cose": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cose": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/cose": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getBoxKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                box: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoxKeys"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getEntryProof: {
        parameters: {
            query: {
                seq: number;
            };
            header?: never;
            path: {
                site: string;
                box: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProofBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRemovedEntry: {
        parameters: {
            query: {
                seq: number;
            };
            header?: never;
            path: {
                site: string;
                box: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    revokeBoxKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                box: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevokeKey"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BoxKeys"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    createEnrolmentCode: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EnrolmentCode"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Cursor: continue past this id */
                after?: number;
                /** @description Which end comes first */
                order?: "oldest" | "newest";
                limit?: number;
                /** @description Comma-separated, e.g. `event,gap` */
                types?: string;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewGrant"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Grant"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endGrant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                grant: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listLatest: {
        parameters: {
            query?: {
                /** @description `next` of the answer before */
                after?: number;
                limit?: number;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LatestList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaintenanceList"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    addMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewMaintenance"];
            };
        };
        responses: {
            /** @description Default Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Maintenance"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    endMaintenance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    exportReadings: {
        parameters: {
            query: {
                /** @description UTC ms */
                from: number;
                /** @description UTC ms, exclusive */
                to: number;
                device?: string;
                point?: string;
                timeUnknown?: boolean;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Rows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ReadingRow"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listReads: {
        parameters: {
            query?: {
                /** @description Older than this id */
                before?: number;
                party?: string;
                limit?: number;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getReadsProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                page: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadsBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRemovalProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                no: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovalBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRetention: {
        parameters: {
            query?: {
                /** @description Removals before that number */
                before?: number;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    putRetention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRetention"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getSiteRights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteRights"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    putSiteRights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewSiteRights"];
            };
        };
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteRights"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listRightsStatements: {
        parameters: {
            query?: {
                /** @description Older than this number */
                before?: number;
                limit?: number;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsStatementList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getRightsProof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                site: string;
                no: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsBundle"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    listRollups: {
        parameters: {
            query: {
                /** @description UTC ms */
                from: number;
                /** @description UTC ms, exclusive */
                to: number;
                resolution?: "hour" | "day";
                /** @description `next` of the answer before */
                after?: number;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RollupList"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
    getSeries: {
        parameters: {
            query: {
                device: string;
                point: string;
                /** @description UTC ms */
                from: number;
                /** @description UTC ms, exclusive */
                to: number;
                resolution?: "raw" | "hour" | "day" | "auto";
                timeUnknown?: boolean;
            };
            header?: never;
            path: {
                site: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Default Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Series"];
                };
            };
            /** @description Default Response */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
            /** @description Default Response */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiError"];
                };
            };
        };
    };
}
