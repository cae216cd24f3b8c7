/** Generated from the OpenAPI document by `npm run generate`. */
export interface paths {
    "/api/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            loggedIn: boolean;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            loggedIn: boolean;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
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
                        "application/json": {
                            loggedIn: boolean;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        password: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            loggedIn: boolean;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/home": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            box: string;
                            site: {
                                name: string;
                                timeZone: string;
                            };
                            now: number | null;
                            /** @enum {unknown} */
                            clock: "synced" | "set" | "unsynced" | "unknown";
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            kinds: {
                                [key: string]: {
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
                            };
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            latest: {
                                device: string;
                                point: string;
                                value: number | boolean | string | null;
                                /** @enum {unknown} */
                                quality: "good" | "uncertain" | "bad" | "stale";
                                /** @enum {unknown} */
                                origin: "measured" | "manual" | "simulated";
                                reason?: string;
                                calibration?: string;
                                /** @description Last recorded entry of this point */
                                seq: number | null;
                                at: number | null;
                                /** @description ms since it arrived, by the monotonic clock, when this was answered */
                                age: number;
                            }[];
                            events: {
                                device: string;
                                event: string;
                                data: {
                                    [key: string]: number | boolean | string | null;
                                };
                                seq: number;
                                at: number | null;
                            }[];
                            uplink: {
                                /** @enum {unknown} */
                                state: "not-enrolled" | "connecting" | "online" | "offline";
                                url?: string;
                                site?: string;
                                /** @description The box was enrolled, and the file of that was damaged: the name it is kept under */
                                damagedFile?: string;
                                /** @description Why the box can sign nothing, so that nothing is sealed or sent: the code */
                                keyFault?: string;
                                since: number | null;
                                lastAcknowledgedAt: number | null;
                                newestBatch: number;
                                oldestPending?: number;
                                pendingBatches: number;
                                pendingReadings: number;
                                gaps: number;
                                quarantined: number;
                                watched: boolean;
                                log: {
                                    /** @description The log as this box verified it last */
                                    origin: string | null;
                                    size: number;
                                    checkedAt: number | null;
                                    /** @description Acknowledged batches not yet shown to stand in the log */
                                    unproven: number;
                                    provenBatch: number | null;
                                    witnesses: {
                                        name: string;
                                        seconds: number;
                                    }[];
                                    /** @description How the log breaks its word */
                                    fault: string | null;
                                    witness: {
                                        key: string;
                                        cosignedAt: number | null;
                                        fault: string | null;
                                    } | null;
                                };
                                reason?: string;
                            };
                            health: {
                                [key: string]: {
                                    device: string;
                                    /** @enum {unknown} */
                                    health: "connecting" | "online" | "stale" | "offline" | "error";
                                    since: number;
                                    attempt?: number;
                                    reason?: string;
                                    /** @description `calibration-overdue`, `safety-output-shares-bus` */
                                    notes?: string[];
                                };
                            };
                            ledgerFull: boolean;
                            alarms: {
                                id: string;
                                rule: string;
                                ruleVersion: number;
                                device?: string;
                                point?: string;
                                form?: string;
                                subject?: string;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                /** @enum {boolean} */
                                advisory?: true;
                                active: boolean;
                                acknowledged: boolean;
                                raisedAt: number | null;
                                times: number;
                                value?: number | boolean | string | null;
                                limit?: number | boolean | string;
                                until?: number;
                                suppressedBy?: string;
                                /** @enum {boolean} */
                                outOfService?: true;
                                /** @enum {unknown} */
                                correction: "not-needed" | "due" | "recorded" | "verified";
                                correctedBy?: string;
                                level: number;
                                /** @enum {unknown} */
                                calls?: "supervisor" | "manager" | "head-office";
                                repeats?: number;
                                /** @enum {unknown} */
                                state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                            }[];
                            interlocks: {
                                key: string;
                                interlock: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                description: {
                                    zh: string;
                                    en: string;
                                };
                                zone: string;
                                latching: boolean;
                                optional: boolean;
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                decision?: {
                                    /** @enum {unknown} */
                                    mode: "armed" | "test" | "off";
                                    reason: string;
                                    by: string;
                                    at: number | null;
                                };
                                /** @enum {unknown} */
                                state: "ready" | "counting" | "held" | "tripped";
                                /** @description s until the countdown or the hold ends */
                                remaining?: number;
                                trip?: {
                                    at: number | null;
                                    device?: string;
                                    point?: string;
                                    value?: number | boolean | string | null;
                                    testedBy?: string;
                                };
                                causes: {
                                    device: string;
                                    point: string;
                                }[];
                                targets: {
                                    device: string;
                                    command: string;
                                    orderable: boolean;
                                    shown: boolean;
                                    attempts: number;
                                    /** @enum {unknown} */
                                    result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                    reason?: string;
                                }[];
                                proofTest?: {
                                    at: number | null;
                                    by: string;
                                    targets: {
                                        [key: string]: number | null;
                                    };
                                };
                                /** @description The commissioning checklist; a tick counts for the devices it was made with */
                                checks: {
                                    id: string;
                                    title: {
                                        zh: string;
                                        en: string;
                                    };
                                    /** @description Ticked once a proof test showed every target */
                                    proof: boolean;
                                    done?: {
                                        by: string;
                                        at: number | null;
                                    };
                                }[];
                            }[];
                            /** @description Of the rules in force: what they are called */
                            rules: {
                                [key: string]: {
                                    title: {
                                        zh: string;
                                        en: string;
                                    };
                                    advice?: {
                                        zh: string;
                                        en: string;
                                    };
                                    unit?: string;
                                    document: string;
                                };
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description text/event-stream */
        get: {
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
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    device: string;
                    point: string;
                    /** @description wall ms */
                    from: number;
                    /** @description wall ms */
                    to: number;
                    max?: number;
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
                        "application/json": {
                            t: number[];
                            v: (number | boolean | string | null)[];
                            q: ("good" | "uncertain" | "bad" | "stale")[];
                            /** @description Thinned to the extremes of each stretch */
                            truncated: boolean;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    after?: number;
                    limit?: number;
                    /** @description comma separated */
                    types?: string;
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
                        "application/json": {
                            entries: ({
                                seq: number;
                                era: number;
                                mono: number;
                                wall: number | null;
                                /** @enum {unknown} */
                                clock: "synced" | "set" | "unsynced" | "unknown";
                                /** @enum {unknown} */
                                type: "reading" | "event" | "record" | "command" | "alarm" | "gap" | "registry";
                            } & {
                                [key: string]: unknown;
                            })[];
                            next: number | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Made by the sender; the same key is recorded once */
                        key?: string;
                        form: string;
                        device?: string;
                        by?: string;
                        /** @description Who verified, where two sign: an id, or where people are registered the token of their sign-on */
                        second?: string;
                        /** @enum {unknown} */
                        origin?: "manual" | "simulated";
                        data: {
                            [key: string]: unknown;
                        };
                        personal?: {
                            [key: string]: {
                                value: unknown;
                                purpose: string;
                            };
                        };
                        attachments?: string[];
                        /** @description Field → device whose reading of now it is; never typed */
                        measured?: {
                            [key: string]: string;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            seq: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
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
                        "application/json": {
                            digest: string;
                            bytes: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    digest: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            erased: boolean;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parts/{commitment}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            value: unknown;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
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
                    "application/json": {
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            erased: boolean;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            kinds: {
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
                            }[];
                            profiles: {
                                id: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                                kinds: string[];
                                transports: string[];
                                positions: number;
                                maker?: string;
                                models?: string[];
                                verified?: boolean;
                                line?: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                params?: {
                                    [key: string]: {
                                        name: {
                                            zh: string;
                                            en: string;
                                        };
                                        /** @enum {unknown} */
                                        value: "number" | "boolean" | "text";
                                        default?: number | boolean | string;
                                        min?: number;
                                        max?: number;
                                        choices?: {
                                            value: number | boolean | string;
                                            name: {
                                                zh: string;
                                                en: string;
                                            };
                                        }[];
                                        unit?: string;
                                    };
                                };
                            }[];
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/serial-ports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            path: string;
                            device: string;
                            /** @description The path survives replugging and a restart */
                            stable: boolean;
                            /** @description The bus that uses it */
                            bus?: string;
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/setup/warnings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            /** @enum {unknown} */
                            code: "safety-output-shares-bus";
                            bus: string;
                            unit: string;
                            device: string;
                            units: string[];
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/kitchen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Adds buses, units and devices as one change, all or nothing */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        buses: {
                            id: string;
                            name: string;
                            /** @enum {unknown} */
                            transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                            path?: string;
                            host?: string;
                            port?: number;
                            baudRate?: number;
                            dataBits?: 7 | 8;
                            /** @enum {unknown} */
                            parity?: "none" | "even" | "odd";
                            stopBits?: 1 | 2;
                            tls?: {
                                caFile?: string;
                                certFile?: string;
                                keyFile?: string;
                                serverName?: string;
                            };
                            simulated?: boolean;
                        }[];
                        units: {
                            id: string;
                            bus: string;
                            profile: string;
                            address?: number | string;
                            serialNumber?: string;
                            params?: {
                                [key: string]: number | boolean | string;
                            };
                            since?: number;
                        }[];
                        devices: {
                            id: string;
                            kind: string;
                            name: string;
                            zone: string;
                            unit?: string;
                            position?: number;
                            points?: {
                                [key: string]: {
                                    unit: string;
                                    channel: string;
                                };
                            };
                            labels?: {
                                [key: string]: string;
                            };
                            node?: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            id: string;
                            /** @enum {unknown} */
                            state: "running" | "done" | "cancelled" | "failed";
                            request: {
                                bus?: string;
                                line?: {
                                    /** @enum {unknown} */
                                    transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp";
                                    path?: string;
                                    host?: string;
                                    port?: number;
                                };
                                /** @default 1 */
                                from: number;
                                /** @default 32 */
                                to: number;
                                baudRates?: number[];
                                parities?: ("none" | "even" | "odd")[];
                                pause?: boolean;
                                kinds?: string[];
                                thorough?: boolean;
                                withinMs?: number;
                            };
                            bus: {
                                id?: string;
                                name?: string;
                                /** @enum {unknown} */
                                transport?: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            };
                            /** @description Addresses asked, over all settings */
                            done: number;
                            total: number;
                            now?: {
                                address: number;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                profile?: string;
                            };
                            known: {
                                unit: string;
                                address: number | string;
                            }[];
                            found: {
                                address: number | string;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                trouble?: string;
                                answers: {
                                    sent: string;
                                    got: string;
                                    error?: string;
                                }[];
                                suggestions: {
                                    profile: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    kinds: string[];
                                    positions: number;
                                    verified: boolean;
                                    score: number;
                                    /** @description Channels with a good value */
                                    good: number;
                                    channels: number;
                                    /** @description Reads of the profile that were answered */
                                    reads: number;
                                    readsAsked: number;
                                    values: {
                                        [key: string]: {
                                            name: {
                                                zh: string;
                                                en: string;
                                            };
                                            /** @description UCUM */
                                            unit?: string;
                                            value: number | boolean | string | null;
                                            /** @enum {unknown} */
                                            quality: "good" | "uncertain" | "bad" | "stale";
                                            reason?: string;
                                        };
                                    };
                                }[];
                            }[];
                            error?: {
                                code: string;
                                message: string;
                                zh?: string;
                            };
                        }[];
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        bus?: string;
                        line?: {
                            /** @enum {unknown} */
                            transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp";
                            path?: string;
                            host?: string;
                            port?: number;
                        };
                        /** @default 1 */
                        from: number;
                        /** @default 32 */
                        to: number;
                        baudRates?: number[];
                        parities?: ("none" | "even" | "odd")[];
                        pause?: boolean;
                        kinds?: string[];
                        thorough?: boolean;
                        withinMs?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {unknown} */
                            state: "running" | "done" | "cancelled" | "failed";
                            request: {
                                bus?: string;
                                line?: {
                                    /** @enum {unknown} */
                                    transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp";
                                    path?: string;
                                    host?: string;
                                    port?: number;
                                };
                                /** @default 1 */
                                from: number;
                                /** @default 32 */
                                to: number;
                                baudRates?: number[];
                                parities?: ("none" | "even" | "odd")[];
                                pause?: boolean;
                                kinds?: string[];
                                thorough?: boolean;
                                withinMs?: number;
                            };
                            bus: {
                                id?: string;
                                name?: string;
                                /** @enum {unknown} */
                                transport?: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            };
                            /** @description Addresses asked, over all settings */
                            done: number;
                            total: number;
                            now?: {
                                address: number;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                profile?: string;
                            };
                            known: {
                                unit: string;
                                address: number | string;
                            }[];
                            found: {
                                address: number | string;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                trouble?: string;
                                answers: {
                                    sent: string;
                                    got: string;
                                    error?: string;
                                }[];
                                suggestions: {
                                    profile: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    kinds: string[];
                                    positions: number;
                                    verified: boolean;
                                    score: number;
                                    /** @description Channels with a good value */
                                    good: number;
                                    channels: number;
                                    /** @description Reads of the profile that were answered */
                                    reads: number;
                                    readsAsked: number;
                                    values: {
                                        [key: string]: {
                                            name: {
                                                zh: string;
                                                en: string;
                                            };
                                            /** @description UCUM */
                                            unit?: string;
                                            value: number | boolean | string | null;
                                            /** @enum {unknown} */
                                            quality: "good" | "uncertain" | "bad" | "stale";
                                            reason?: string;
                                        };
                                    };
                                }[];
                            }[];
                            error?: {
                                code: string;
                                message: string;
                                zh?: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/scans/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {unknown} */
                            state: "running" | "done" | "cancelled" | "failed";
                            request: {
                                bus?: string;
                                line?: {
                                    /** @enum {unknown} */
                                    transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp";
                                    path?: string;
                                    host?: string;
                                    port?: number;
                                };
                                /** @default 1 */
                                from: number;
                                /** @default 32 */
                                to: number;
                                baudRates?: number[];
                                parities?: ("none" | "even" | "odd")[];
                                pause?: boolean;
                                kinds?: string[];
                                thorough?: boolean;
                                withinMs?: number;
                            };
                            bus: {
                                id?: string;
                                name?: string;
                                /** @enum {unknown} */
                                transport?: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            };
                            /** @description Addresses asked, over all settings */
                            done: number;
                            total: number;
                            now?: {
                                address: number;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                profile?: string;
                            };
                            known: {
                                unit: string;
                                address: number | string;
                            }[];
                            found: {
                                address: number | string;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                trouble?: string;
                                answers: {
                                    sent: string;
                                    got: string;
                                    error?: string;
                                }[];
                                suggestions: {
                                    profile: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    kinds: string[];
                                    positions: number;
                                    verified: boolean;
                                    score: number;
                                    /** @description Channels with a good value */
                                    good: number;
                                    channels: number;
                                    /** @description Reads of the profile that were answered */
                                    reads: number;
                                    readsAsked: number;
                                    values: {
                                        [key: string]: {
                                            name: {
                                                zh: string;
                                                en: string;
                                            };
                                            /** @description UCUM */
                                            unit?: string;
                                            value: number | boolean | string | null;
                                            /** @enum {unknown} */
                                            quality: "good" | "uncertain" | "bad" | "stale";
                                            reason?: string;
                                        };
                                    };
                                }[];
                            }[];
                            error?: {
                                code: string;
                                message: string;
                                zh?: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {unknown} */
                            state: "running" | "done" | "cancelled" | "failed";
                            request: {
                                bus?: string;
                                line?: {
                                    /** @enum {unknown} */
                                    transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp";
                                    path?: string;
                                    host?: string;
                                    port?: number;
                                };
                                /** @default 1 */
                                from: number;
                                /** @default 32 */
                                to: number;
                                baudRates?: number[];
                                parities?: ("none" | "even" | "odd")[];
                                pause?: boolean;
                                kinds?: string[];
                                thorough?: boolean;
                                withinMs?: number;
                            };
                            bus: {
                                id?: string;
                                name?: string;
                                /** @enum {unknown} */
                                transport?: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            };
                            /** @description Addresses asked, over all settings */
                            done: number;
                            total: number;
                            now?: {
                                address: number;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                profile?: string;
                            };
                            known: {
                                unit: string;
                                address: number | string;
                            }[];
                            found: {
                                address: number | string;
                                line: {
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                };
                                trouble?: string;
                                answers: {
                                    sent: string;
                                    got: string;
                                    error?: string;
                                }[];
                                suggestions: {
                                    profile: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    kinds: string[];
                                    positions: number;
                                    verified: boolean;
                                    score: number;
                                    /** @description Channels with a good value */
                                    good: number;
                                    channels: number;
                                    /** @description Reads of the profile that were answered */
                                    reads: number;
                                    readsAsked: number;
                                    values: {
                                        [key: string]: {
                                            name: {
                                                zh: string;
                                                en: string;
                                            };
                                            /** @description UCUM */
                                            unit?: string;
                                            value: number | boolean | string | null;
                                            /** @enum {unknown} */
                                            quality: "good" | "uncertain" | "bad" | "stale";
                                            reason?: string;
                                        };
                                    };
                                }[];
                            }[];
                            error?: {
                                code: string;
                                message: string;
                                zh?: string;
                            };
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/calibrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    unit?: string;
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
                        "application/json": {
                            calibrations: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                                inForce: boolean;
                                overdue: boolean;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        unit: string;
                        channel: string;
                        /** @enum {unknown} */
                        method: "offset" | "two-point";
                        points: {
                            read: number;
                            reference: number;
                        }[];
                        certificate?: string;
                        due?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            unit: string;
                            channel: string;
                            /** @enum {unknown} */
                            method: "offset" | "two-point";
                            points: {
                                read: number;
                                reference: number;
                            }[];
                            certificate?: string;
                            due?: string;
                            by: string;
                            at: number | null;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            names: string[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `bus.<id>`, `unit.<id>`, or `terminal.<unit>`: the code a vehicle terminal was given and the terminal it is bound to; removed, another may register. `notify.<id>`: the address of a webhook or robot, or the password of a mail or MQTT user; `notify-sign.<id>`: what a robot’s messages are signed with */
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        secret: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            name: string;
                        };
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `bus.<id>`, `unit.<id>`, or `terminal.<unit>`: the code a vehicle terminal was given and the terminal it is bound to; removed, another may register. `notify.<id>`: the address of a webhook or robot, or the password of a mail or MQTT user; `notify-sign.<id>`: what a robot’s messages are signed with */
                    name: string;
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
                        "application/json": {
                            name: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/secrets/{name}/generate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description `bus.<id>`, `unit.<id>`, or `terminal.<unit>`: the code a vehicle terminal was given and the terminal it is bound to; removed, another may register. `notify.<id>`: the address of a webhook or robot, or the password of a mail or MQTT user; `notify-sign.<id>`: what a robot’s messages are signed with */
                    name: string;
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
                        "application/json": {
                            name: string;
                            /** @description Shown this once */
                            secret: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device-list": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Body: CSV in UTF-8, UTF-16 or GB 18030. Without `apply` nothing is changed; with it, all lines or none */
        post: {
            parameters: {
                query?: {
                    apply?: boolean;
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
                        "application/json": {
                            encoding: string;
                            lines: {
                                line: number;
                                device: string;
                                name: string;
                                /** @enum {unknown} */
                                action: "create" | "change" | "same" | "refused";
                            }[];
                            faults: {
                                /** @description In the file, from 1 */
                                line: number;
                                /** @enum {unknown} */
                                column?: "device" | "name" | "kind" | "zone" | "profile" | "bus" | "transport" | "place" | "baud" | "parity" | "address" | "position" | "serial" | "params" | "unit";
                                code: string;
                                message: string;
                                zh: string;
                            }[];
                            applied: boolean;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device-list.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    language?: "zh" | "en";
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
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/device-list/example.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    language?: "zh" | "en";
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
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            packs: {
                                id: string;
                                version: string;
                                issuer: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                digest: string;
                                fingerprint: string;
                                kinds: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                }[];
                                profiles: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    verified: boolean;
                                }[];
                            }[];
                            broken: {
                                file: string;
                                code: string;
                                message: string;
                            }[];
                            keys: {
                                issuer: string;
                                publicKey: string;
                                fingerprint: string;
                                addedAt: number | null;
                                by: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Body: the bytes of a pack. Without `apply` it is opened and checked, and nothing is changed */
        post: {
            parameters: {
                query?: {
                    apply?: boolean;
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
                        "application/json": {
                            pack: {
                                id: string;
                                version: string;
                                issuer: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                digest: string;
                                fingerprint: string;
                                kinds: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                }[];
                                profiles: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    verified: boolean;
                                }[];
                            };
                            applied: boolean;
                            replaces?: string;
                            added: string[];
                            changed: string[];
                            removed: string[];
                            units: string[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/packs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            packs: {
                                id: string;
                                version: string;
                                issuer: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                digest: string;
                                fingerprint: string;
                                kinds: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                }[];
                                profiles: {
                                    id: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                    verified: boolean;
                                }[];
                            }[];
                            broken: {
                                file: string;
                                code: string;
                                message: string;
                            }[];
                            keys: {
                                issuer: string;
                                publicKey: string;
                                fingerprint: string;
                                addedAt: number | null;
                                by: string;
                            }[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pack-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        issuer: string;
                        /** @description 64 hex digits */
                        publicKey: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            issuer: string;
                            publicKey: string;
                            fingerprint: string;
                            addedAt: number | null;
                            by: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pack-keys/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    fingerprint: string;
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
                        "application/json": {
                            issuer: string;
                            publicKey: string;
                            fingerprint: string;
                            addedAt: number | null;
                            by: string;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usb": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            path: string;
                            name: string;
                            bytes: number;
                            /** @enum {unknown} */
                            use: "pack" | "key" | "list";
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usb/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query: {
                    path: string;
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
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    /** @description Those that are over, newest first, instead */
                    closed?: boolean;
                    /** @description Cursor: older than this `raised` */
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
                        "application/json": {
                            alarms: {
                                id: string;
                                rule: string;
                                ruleVersion: number;
                                device?: string;
                                point?: string;
                                form?: string;
                                subject?: string;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                /** @enum {boolean} */
                                advisory?: true;
                                active: boolean;
                                acknowledged: boolean;
                                raisedAt: number | null;
                                times: number;
                                value?: number | boolean | string | null;
                                limit?: number | boolean | string;
                                until?: number;
                                suppressedBy?: string;
                                /** @enum {boolean} */
                                outOfService?: true;
                                /** @enum {unknown} */
                                correction: "not-needed" | "due" | "recorded" | "verified";
                                correctedBy?: string;
                                level: number;
                                /** @enum {unknown} */
                                calls?: "supervisor" | "manager" | "head-office";
                                repeats?: number;
                                /** @enum {unknown} */
                                state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                            }[];
                            next: number | null;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What stands, grouped by cause. Server-sent as `alarm-overview` where it changes */
        get: {
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
                        "application/json": {
                            groups: {
                                /** @description `cause:about` */
                                key: string;
                                /**
                                 * @description `bus`: devices of it fell silent · `zone`: several of one kind in a room, or all of it in a flood · `device` · `rule`: about no device
                                 * @enum {unknown}
                                 */
                                cause: "bus" | "zone" | "device" | "rule";
                                /** @description The id of that bus, zone, device or rule */
                                about: string;
                                /** @description Id of its gravest alarm, the oldest among equals */
                                lead: string;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                /** @description Ids, gravest first */
                                alarms: string[];
                                count: number;
                                unacknowledged: number;
                                /** @description At most 3 sound at a time, the gravest first */
                                sounding: boolean;
                            }[];
                            /** @description Waiting alarms in groups that do not sound */
                            counted: number;
                            flood: {
                                /** @description More than ten in ten minutes, until fewer than five are (ISA-18.2) */
                                active: boolean;
                                since: number | null;
                                /** @description In the last ten minutes */
                                raised: number;
                            };
                            /** @description Ids of alarms that come and go: each clears only after a steady minute */
                            chattering: string[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Alarm rate, floods, stale and chattering alarms, response times (ISA-18.2, EEMUA 191) */
        get: {
            parameters: {
                query: {
                    /** @description Back from now */
                    hours: number;
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
                        "application/json": {
                            from: number;
                            to: number;
                            /** @description How often people were called; advice and the suppressed is not counted */
                            raised: number;
                            rate: {
                                perDay: number;
                                perTenMinutes: number;
                                /** @description The worst ten minutes */
                                peak: {
                                    raised: number;
                                    from: number | null;
                                };
                            };
                            flood: {
                                /** @description Ten minutes with more than ten alarms */
                                spans: number;
                                /** @description Of the time */
                                share: number;
                            };
                            standing: number;
                            shelved: number;
                            outOfService: number;
                            /** @description They hold for more than a day */
                            stale: {
                                id: string;
                                raisedAt: number | null;
                                rule: string;
                                title?: {
                                    zh: string;
                                    en: string;
                                };
                                device?: string;
                                form?: string;
                                subject?: string;
                            }[];
                            /** @description Raised three times or more in a minute; `most` in one */
                            chattering: {
                                rule: string;
                                title?: {
                                    zh: string;
                                    en: string;
                                };
                                device?: string;
                                form?: string;
                                subject?: string;
                                most: number;
                            }[];
                            /** @description The ten that called people most often */
                            frequent: {
                                rule: string;
                                title?: {
                                    zh: string;
                                    en: string;
                                };
                                device?: string;
                                form?: string;
                                subject?: string;
                                raised: number;
                                share: number;
                            }[];
                            frequentShare: number;
                            /** @description Worst first */
                            severities: {
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                raised: number;
                                share: number;
                                standing: number;
                                acknowledged: number;
                                /** @description Acknowledged within `limitMs` */
                                withinLimit: number;
                                /** @description Waiting now for longer than that */
                                overdue: number;
                                /** @description Null where nobody need answer */
                                limitMs: number | null;
                                responseMs: {
                                    p50: number | null;
                                    p95: number | null;
                                };
                            }[];
                            limits: {
                                perDay: number;
                                perTenMinutes: number;
                                peak: number;
                                floodShare: number;
                                frequentShare: number;
                                stale: number;
                                chattering: number;
                            };
                            /** @description False where there were more steps than are counted */
                            complete: boolean;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/escalation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Who is called when nobody acknowledges, and when */
        get: {
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
                        "application/json": {
                            plan: {
                                info: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                warn: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                major: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                critical: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                            };
                            decision?: {
                                plan: {
                                    major?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    critical?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    warn?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    info?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                };
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                        };
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        plan: {
                            major?: {
                                /** @description Minutes without acknowledgement, ascending, and who is called then */
                                steps: {
                                    minutes: number;
                                    /** @enum {unknown} */
                                    calls: "supervisor" | "manager" | "head-office";
                                }[];
                                /** @description The last is called again every so many minutes until somebody acknowledges */
                                repeatMinutes?: number;
                            };
                            critical?: {
                                /** @description Minutes without acknowledgement, ascending, and who is called then */
                                steps: {
                                    minutes: number;
                                    /** @enum {unknown} */
                                    calls: "supervisor" | "manager" | "head-office";
                                }[];
                                /** @description The last is called again every so many minutes until somebody acknowledges */
                                repeatMinutes?: number;
                            };
                            warn?: {
                                /** @description Minutes without acknowledgement, ascending, and who is called then */
                                steps: {
                                    minutes: number;
                                    /** @enum {unknown} */
                                    calls: "supervisor" | "manager" | "head-office";
                                }[];
                                /** @description The last is called again every so many minutes until somebody acknowledges */
                                repeatMinutes?: number;
                            };
                            info?: {
                                /** @description Minutes without acknowledgement, ascending, and who is called then */
                                steps: {
                                    minutes: number;
                                    /** @enum {unknown} */
                                    calls: "supervisor" | "manager" | "head-office";
                                }[];
                                /** @description The last is called again every so many minutes until somebody acknowledges */
                                repeatMinutes?: number;
                            };
                        };
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            plan: {
                                info: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                warn: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                major: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                                critical: {
                                    /** @description Minutes without acknowledgement, ascending, and who is called then */
                                    steps: {
                                        minutes: number;
                                        /** @enum {unknown} */
                                        calls: "supervisor" | "manager" | "head-office";
                                    }[];
                                    /** @description The last is called again every so many minutes until somebody acknowledges */
                                    repeatMinutes?: number;
                                };
                            };
                            decision?: {
                                plan: {
                                    major?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    critical?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    warn?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                    info?: {
                                        /** @description Minutes without acknowledgement, ascending, and who is called then */
                                        steps: {
                                            minutes: number;
                                            /** @enum {unknown} */
                                            calls: "supervisor" | "manager" | "head-office";
                                        }[];
                                        /** @description The last is called again every so many minutes until somebody acknowledges */
                                        repeatMinutes?: number;
                                    };
                                };
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/steps": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            steps: {
                                /** @enum {string} */
                                type: "alarm";
                                id: string;
                                rule: string;
                                ruleVersion: number;
                                device?: string;
                                point?: string;
                                form?: string;
                                subject?: string;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                /** @enum {boolean} */
                                advisory?: true;
                                /** @enum {unknown} */
                                step: "raised" | "raised-again" | "cleared" | "acknowledged" | "shelved" | "unshelved" | "suppressed" | "released" | "out-of-service" | "in-service" | "corrected" | "verified" | "escalated";
                                /** @enum {unknown} */
                                state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                                active: boolean;
                                acknowledged: boolean;
                                raisedAt: number | null;
                                times: number;
                                value?: number | boolean | string | null;
                                limit?: number | boolean | string;
                                until?: number;
                                suppressedBy?: string;
                                /** @enum {boolean} */
                                outOfService?: true;
                                /** @enum {unknown} */
                                correction: "not-needed" | "due" | "recorded" | "verified";
                                correctedBy?: string;
                                level: number;
                                /** @enum {unknown} */
                                calls?: "supervisor" | "manager" | "head-office";
                                repeats?: number;
                                by?: string;
                                reason?: string;
                                seq: number;
                                wall: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Every corrective action on record, oldest first: a later one revises, and takes nothing away */
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            records: {
                                seq: number;
                                wall: number | null;
                                by: string;
                                cause: string;
                                done: string;
                                /**
                                 * @description What became of the food
                                 * @enum {unknown}
                                 */
                                food: "none" | "used" | "reworked" | "discarded" | "held";
                                attachments: string[];
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/shelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        minutes: number;
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/unshelve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/out-of-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/in-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/correction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        cause: string;
                        done: string;
                        /**
                         * @description What became of the food
                         * @enum {unknown}
                         */
                        food: "none" | "used" | "reworked" | "discarded" | "held";
                        attachments?: string[];
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/alarms/{id}/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        note?: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            rule: string;
                            ruleVersion: number;
                            device?: string;
                            point?: string;
                            form?: string;
                            subject?: string;
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            /** @enum {boolean} */
                            advisory?: true;
                            active: boolean;
                            acknowledged: boolean;
                            raisedAt: number | null;
                            times: number;
                            value?: number | boolean | string | null;
                            limit?: number | boolean | string;
                            until?: number;
                            suppressedBy?: string;
                            /** @enum {boolean} */
                            outOfService?: true;
                            /** @enum {unknown} */
                            correction: "not-needed" | "due" | "recorded" | "verified";
                            correctedBy?: string;
                            level: number;
                            /** @enum {unknown} */
                            calls?: "supervisor" | "manager" | "head-office";
                            repeats?: number;
                            /** @enum {unknown} */
                            state: "normal" | "unacknowledged" | "acknowledged" | "returned" | "shelved" | "suppressed" | "out-of-service";
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            rules: {
                                id: string;
                                version: number;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                advice?: {
                                    zh: string;
                                    en: string;
                                };
                                clauses?: string[];
                                watch: {
                                    kinds: string[];
                                    point: string;
                                } | {
                                    kinds: string[];
                                    event: string;
                                    field: string;
                                    where?: {
                                        [key: string]: (number | boolean | string) | (number | boolean | string)[];
                                    };
                                } | {
                                    form: string;
                                    field: string;
                                    where?: {
                                        [key: string]: (number | boolean | string) | (number | boolean | string)[];
                                    };
                                } | {
                                    kinds?: string[];
                                    /** @enum {boolean} */
                                    silence: true;
                                } | {
                                    kinds?: string[];
                                    /** @enum {boolean} */
                                    unreachable: true;
                                } | {
                                    quantity: string;
                                };
                                scope?: {
                                    [key: string]: (number | boolean | string) | (number | boolean | string)[];
                                };
                                zones?: string[];
                                broken: {
                                    /** @enum {unknown} */
                                    is: "above" | "at-least" | "below" | "at-most" | "equal";
                                    value: number | boolean | string;
                                    unit?: string;
                                };
                                over?: {
                                    mean: number;
                                } | {
                                    within: {
                                        above?: number;
                                        below?: number;
                                    };
                                } | {
                                    lag: number;
                                } | {
                                    perHour: number;
                                };
                                forSeconds?: number;
                                clearForSeconds?: number;
                                clear?: number;
                                when?: ({
                                    point: string;
                                    is: number | boolean | string;
                                } | {
                                    /** @enum {unknown} */
                                    zone: "person-present" | "nobody-present" | "door-open";
                                })[];
                                unless?: {
                                    so: {
                                        point: string;
                                        is: number | boolean | string;
                                    } | {
                                        /** @enum {unknown} */
                                        zone: "person-present" | "nobody-present" | "door-open";
                                    };
                                    atMostSeconds: number;
                                }[];
                                /** @enum {unknown} */
                                onBadQuality?: "hold" | "break" | "ignore";
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                citation: {
                                    document: string;
                                    clause?: string;
                                    /** @enum {unknown} */
                                    verified: "primary" | "secondary" | "policy" | "memory";
                                    note?: string;
                                };
                                jurisdiction: string;
                                inForce: boolean;
                                advisory: boolean;
                                /** @description Where it judges */
                                devices: string[];
                                setting?: {
                                    rule: string;
                                    ruleVersion?: number;
                                    enabled?: boolean;
                                    value?: number;
                                    forSeconds?: number;
                                    /** @enum {unknown} */
                                    severity?: "info" | "warn" | "major" | "critical";
                                    confirmed?: boolean;
                                    reason: string;
                                    by: string;
                                    at: number | null;
                                };
                                /**
                                 * @description The rule has changed since the site decided: look at the setting again
                                 * @enum {boolean}
                                 */
                                outdated?: true;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        enabled?: boolean;
                        value?: number;
                        forSeconds?: number;
                        /** @enum {unknown} */
                        severity?: "info" | "warn" | "major" | "critical";
                        confirmed?: boolean;
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            version: number;
                            title: {
                                zh: string;
                                en: string;
                            };
                            advice?: {
                                zh: string;
                                en: string;
                            };
                            clauses?: string[];
                            watch: {
                                kinds: string[];
                                point: string;
                            } | {
                                kinds: string[];
                                event: string;
                                field: string;
                                where?: {
                                    [key: string]: (number | boolean | string) | (number | boolean | string)[];
                                };
                            } | {
                                form: string;
                                field: string;
                                where?: {
                                    [key: string]: (number | boolean | string) | (number | boolean | string)[];
                                };
                            } | {
                                kinds?: string[];
                                /** @enum {boolean} */
                                silence: true;
                            } | {
                                kinds?: string[];
                                /** @enum {boolean} */
                                unreachable: true;
                            } | {
                                quantity: string;
                            };
                            scope?: {
                                [key: string]: (number | boolean | string) | (number | boolean | string)[];
                            };
                            zones?: string[];
                            broken: {
                                /** @enum {unknown} */
                                is: "above" | "at-least" | "below" | "at-most" | "equal";
                                value: number | boolean | string;
                                unit?: string;
                            };
                            over?: {
                                mean: number;
                            } | {
                                within: {
                                    above?: number;
                                    below?: number;
                                };
                            } | {
                                lag: number;
                            } | {
                                perHour: number;
                            };
                            forSeconds?: number;
                            clearForSeconds?: number;
                            clear?: number;
                            when?: ({
                                point: string;
                                is: number | boolean | string;
                            } | {
                                /** @enum {unknown} */
                                zone: "person-present" | "nobody-present" | "door-open";
                            })[];
                            unless?: {
                                so: {
                                    point: string;
                                    is: number | boolean | string;
                                } | {
                                    /** @enum {unknown} */
                                    zone: "person-present" | "nobody-present" | "door-open";
                                };
                                atMostSeconds: number;
                            }[];
                            /** @enum {unknown} */
                            onBadQuality?: "hold" | "break" | "ignore";
                            /** @enum {unknown} */
                            severity: "info" | "warn" | "major" | "critical";
                            citation: {
                                document: string;
                                clause?: string;
                                /** @enum {unknown} */
                                verified: "primary" | "secondary" | "policy" | "memory";
                                note?: string;
                            };
                            jurisdiction: string;
                            inForce: boolean;
                            advisory: boolean;
                            /** @description Where it judges */
                            devices: string[];
                            setting?: {
                                rule: string;
                                ruleVersion?: number;
                                enabled?: boolean;
                                value?: number;
                                forSeconds?: number;
                                /** @enum {unknown} */
                                severity?: "info" | "warn" | "major" | "critical";
                                confirmed?: boolean;
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                            /**
                             * @description The rule has changed since the site decided: look at the setting again
                             * @enum {boolean}
                             */
                            outdated?: true;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{id}/trial": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What the rule, with these settings, would have done with what was measured */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        enabled?: boolean;
                        value?: number;
                        forSeconds?: number;
                        /** @enum {unknown} */
                        severity?: "info" | "warn" | "major" | "critical";
                        confirmed?: boolean;
                        days?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            from: number;
                            to: number;
                            outcomes: {
                                device: string;
                                alarms: {
                                    from: number;
                                    to: number | null;
                                }[];
                                /** @description What the rule asks of the room around was taken as met */
                                unseen: boolean;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/series/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What a series is drawn against: the limits in force for the point, and when alarms about it held */
        get: {
            parameters: {
                query: {
                    device: string;
                    point: string;
                    /** @description wall ms */
                    from: number;
                    /** @description wall ms */
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
                        "application/json": {
                            limits: {
                                of: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                /** @enum {unknown} */
                                is: "above" | "at-least" | "below" | "at-most" | "equal";
                                /** @description in the unit of the point */
                                value: number;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                advisory: boolean;
                                acts: boolean;
                            }[];
                            alarms: {
                                alarm: string;
                                rule: string;
                                /** @enum {unknown} */
                                severity: "info" | "warn" | "major" | "critical";
                                advisory: boolean;
                                /** @description wall ms */
                                from: number;
                                to: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            interlocks: {
                                key: string;
                                interlock: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                description: {
                                    zh: string;
                                    en: string;
                                };
                                zone: string;
                                latching: boolean;
                                optional: boolean;
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                decision?: {
                                    /** @enum {unknown} */
                                    mode: "armed" | "test" | "off";
                                    reason: string;
                                    by: string;
                                    at: number | null;
                                };
                                /** @enum {unknown} */
                                state: "ready" | "counting" | "held" | "tripped";
                                /** @description s until the countdown or the hold ends */
                                remaining?: number;
                                trip?: {
                                    at: number | null;
                                    device?: string;
                                    point?: string;
                                    value?: number | boolean | string | null;
                                    testedBy?: string;
                                };
                                causes: {
                                    device: string;
                                    point: string;
                                }[];
                                targets: {
                                    device: string;
                                    command: string;
                                    orderable: boolean;
                                    shown: boolean;
                                    attempts: number;
                                    /** @enum {unknown} */
                                    result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                    reason?: string;
                                }[];
                                proofTest?: {
                                    at: number | null;
                                    by: string;
                                    targets: {
                                        [key: string]: number | null;
                                    };
                                };
                                /** @description The commissioning checklist; a tick counts for the devices it was made with */
                                checks: {
                                    id: string;
                                    title: {
                                        zh: string;
                                        en: string;
                                    };
                                    /** @description Ticked once a proof test showed every target */
                                    proof: boolean;
                                    done?: {
                                        by: string;
                                        at: number | null;
                                    };
                                }[];
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            interlock: string;
                            title: {
                                zh: string;
                                en: string;
                            };
                            description: {
                                zh: string;
                                en: string;
                            };
                            zone: string;
                            latching: boolean;
                            optional: boolean;
                            /** @enum {unknown} */
                            mode: "armed" | "test" | "off";
                            decision?: {
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                            /** @enum {unknown} */
                            state: "ready" | "counting" | "held" | "tripped";
                            /** @description s until the countdown or the hold ends */
                            remaining?: number;
                            trip?: {
                                at: number | null;
                                device?: string;
                                point?: string;
                                value?: number | boolean | string | null;
                                testedBy?: string;
                            };
                            causes: {
                                device: string;
                                point: string;
                            }[];
                            targets: {
                                device: string;
                                command: string;
                                orderable: boolean;
                                shown: boolean;
                                attempts: number;
                                /** @enum {unknown} */
                                result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                reason?: string;
                            }[];
                            proofTest?: {
                                at: number | null;
                                by: string;
                                targets: {
                                    [key: string]: number | null;
                                };
                            };
                            /** @description The commissioning checklist; a tick counts for the devices it was made with */
                            checks: {
                                id: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                /** @description Ticked once a proof test showed every target */
                                proof: boolean;
                                done?: {
                                    by: string;
                                    at: number | null;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Somebody is there; needs no login */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            interlock: string;
                            title: {
                                zh: string;
                                en: string;
                            };
                            description: {
                                zh: string;
                                en: string;
                            };
                            zone: string;
                            latching: boolean;
                            optional: boolean;
                            /** @enum {unknown} */
                            mode: "armed" | "test" | "off";
                            decision?: {
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                            /** @enum {unknown} */
                            state: "ready" | "counting" | "held" | "tripped";
                            /** @description s until the countdown or the hold ends */
                            remaining?: number;
                            trip?: {
                                at: number | null;
                                device?: string;
                                point?: string;
                                value?: number | boolean | string | null;
                                testedBy?: string;
                            };
                            causes: {
                                device: string;
                                point: string;
                            }[];
                            targets: {
                                device: string;
                                command: string;
                                orderable: boolean;
                                shown: boolean;
                                attempts: number;
                                /** @enum {unknown} */
                                result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                reason?: string;
                            }[];
                            proofTest?: {
                                at: number | null;
                                by: string;
                                targets: {
                                    [key: string]: number | null;
                                };
                            };
                            /** @description The commissioning checklist; a tick counts for the devices it was made with */
                            checks: {
                                id: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                /** @description Ticked once a proof test showed every target */
                                proof: boolean;
                                done?: {
                                    by: string;
                                    at: number | null;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/mode": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        mode: "armed" | "test" | "off";
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            interlock: string;
                            title: {
                                zh: string;
                                en: string;
                            };
                            description: {
                                zh: string;
                                en: string;
                            };
                            zone: string;
                            latching: boolean;
                            optional: boolean;
                            /** @enum {unknown} */
                            mode: "armed" | "test" | "off";
                            decision?: {
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                            /** @enum {unknown} */
                            state: "ready" | "counting" | "held" | "tripped";
                            /** @description s until the countdown or the hold ends */
                            remaining?: number;
                            trip?: {
                                at: number | null;
                                device?: string;
                                point?: string;
                                value?: number | boolean | string | null;
                                testedBy?: string;
                            };
                            causes: {
                                device: string;
                                point: string;
                            }[];
                            targets: {
                                device: string;
                                command: string;
                                orderable: boolean;
                                shown: boolean;
                                attempts: number;
                                /** @enum {unknown} */
                                result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                reason?: string;
                            }[];
                            proofTest?: {
                                at: number | null;
                                by: string;
                                targets: {
                                    [key: string]: number | null;
                                };
                            };
                            /** @description The commissioning checklist; a tick counts for the devices it was made with */
                            checks: {
                                id: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                /** @description Ticked once a proof test showed every target */
                                proof: boolean;
                                done?: {
                                    by: string;
                                    at: number | null;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/checks/{check}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** @description Ticks a step of the commissioning checklist off, or takes the tick back */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                    check: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        done: boolean;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            key: string;
                            interlock: string;
                            title: {
                                zh: string;
                                en: string;
                            };
                            description: {
                                zh: string;
                                en: string;
                            };
                            zone: string;
                            latching: boolean;
                            optional: boolean;
                            /** @enum {unknown} */
                            mode: "armed" | "test" | "off";
                            decision?: {
                                /** @enum {unknown} */
                                mode: "armed" | "test" | "off";
                                reason: string;
                                by: string;
                                at: number | null;
                            };
                            /** @enum {unknown} */
                            state: "ready" | "counting" | "held" | "tripped";
                            /** @description s until the countdown or the hold ends */
                            remaining?: number;
                            trip?: {
                                at: number | null;
                                device?: string;
                                point?: string;
                                value?: number | boolean | string | null;
                                testedBy?: string;
                            };
                            causes: {
                                device: string;
                                point: string;
                            }[];
                            targets: {
                                device: string;
                                command: string;
                                orderable: boolean;
                                shown: boolean;
                                attempts: number;
                                /** @enum {unknown} */
                                result?: "accepted" | "confirmed" | "refused" | "timed-out";
                                reason?: string;
                            }[];
                            proofTest?: {
                                at: number | null;
                                by: string;
                                targets: {
                                    [key: string]: number | null;
                                };
                            };
                            /** @description The commissioning checklist; a tick counts for the devices it was made with */
                            checks: {
                                id: string;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                /** @description Ticked once a proof test showed every target */
                                proof: boolean;
                                done?: {
                                    by: string;
                                    at: number | null;
                                };
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/simulation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description What it would have done with what was measured, and would do if an input read so now. Orders nothing */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        days?: number;
                        suppose?: {
                            device: string;
                            point: string;
                            value: number | boolean | string | null;
                        };
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            past?: {
                                from: number;
                                to: number;
                                trips: {
                                    from: number;
                                    to: number | null;
                                    device: string;
                                    point: string;
                                }[];
                                /** @description What it asks of the room around was taken as met */
                                unseen: boolean;
                            };
                            now?: {
                                trips: boolean;
                                device?: string;
                                point?: string;
                                /** @description How long it must hold, and count down, before it acts */
                                afterSeconds: number;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlock-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Changes of the registry that were held back because they weaken interlocks */
        get: {
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
                        "application/json": {
                            waiting: {
                                /** @description Whose change: `by-hand`, or a Node-RED */
                                source: string;
                                at: number | null;
                                weakened: {
                                    key: string;
                                    device: string;
                                }[];
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlock-changes/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Makes a change that was held back, on the word of somebody authorised, or lets go of it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    source: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        confirm: boolean;
                        reason: string;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            waiting: {
                                /** @description Whose change: `by-hand`, or a Node-RED */
                                source: string;
                                at: number | null;
                                weakened: {
                                    key: string;
                                    device: string;
                                }[];
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/interlocks/{key}/proof-test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Trips it for real; answers when every target shows it, or after 15 s. It stays tripped until reset */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    key: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            at: number | null;
                            by: string;
                            targets: {
                                [key: string]: number | null;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            forms: {
                                id: string;
                                version: number;
                                title: {
                                    zh: string;
                                    en: string;
                                };
                                clauses: string[];
                                zones: string[];
                                fields: {
                                    [key: string]: {
                                        name: {
                                            zh: string;
                                            en: string;
                                        };
                                        /** @enum {unknown} */
                                        value: "number" | "boolean" | "text" | "choice" | "choices" | "person" | "photo" | "signature" | "date";
                                        options?: {
                                            [key: string]: {
                                                zh: string;
                                                en: string;
                                            };
                                        };
                                        unit?: string;
                                        unitText?: string;
                                        decimals?: number;
                                        min?: number;
                                        max?: number;
                                        required?: boolean;
                                        when?: {
                                            [key: string]: boolean | string | string[];
                                        };
                                        from?: {
                                            kinds: string[];
                                            point: string;
                                        };
                                        personal?: {
                                            purpose: string;
                                            retentionDays: number;
                                            /** @enum {unknown} */
                                            basis: "law" | "consent";
                                            sensitive: boolean;
                                        };
                                    };
                                };
                                /** @enum {number} */
                                signatures?: 2;
                                duty?: {
                                    daily: string[];
                                    withinMinutes: number;
                                } | {
                                    weekly: number[];
                                    at: string;
                                    withinMinutes: number;
                                } | {
                                    after: string;
                                    hours: number;
                                    withinMinutes: number;
                                };
                                label?: {
                                    lines: {
                                        text: {
                                            zh: string;
                                            en: string;
                                        };
                                        /** @enum {boolean} */
                                        large?: true;
                                    }[];
                                };
                                source?: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/duties": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Of yesterday, today and tomorrow, oldest first */
        get: {
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
                        "application/json": {
                            duties: {
                                id: string;
                                form: string;
                                /** @description wall ms */
                                due: number;
                                /** @description wall ms */
                                overdue: number;
                                /** @description seq of the record it follows */
                                after?: number;
                                /** @enum {unknown} */
                                state: "coming" | "due" | "overdue" | "done" | "late" | "missed";
                                /** @description seq of the record that did it */
                                seq?: number;
                                by?: string;
                                at?: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/quantities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What the box works out from records: days to expiry of each lot, hours a sample was kept. Of personal dates no value */
        get: {
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
                        "application/json": {
                            quantities: {
                                quantity: string;
                                form: string;
                                /** @description Which lot, dish, person or paper */
                                subject: string;
                                value?: number | boolean;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/printers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            printers: {
                                id: string;
                                name: string;
                                host?: string;
                                port?: number;
                                path?: string;
                                baudRate?: number;
                            }[];
                        };
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        printers: {
                            id: string;
                            name: string;
                            host?: string;
                            port?: number;
                            path?: string;
                            baudRate?: number;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            printers: {
                                id: string;
                                name: string;
                                host?: string;
                                port?: number;
                                path?: string;
                                baudRate?: number;
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/records/{seq}/label": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description text/html, 58 mm wide: print it, or keep it as PDF */
        get: {
            parameters: {
                query?: {
                    /** @description zh where it is left out */
                    language?: "zh" | "en";
                };
                header?: never;
                path: {
                    seq: number;
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
                    content?: never;
                };
            };
        };
        put?: never;
        /** @description Prints the label; answers once the printer has taken it */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    seq: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        printer?: string;
                        copies?: number;
                        /**
                         * @description zh where it is left out
                         * @enum {unknown}
                         */
                        language?: "zh" | "en";
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            code: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description What a code on a label leads to */
        get: {
            parameters: {
                query: {
                    code: string;
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
                        "application/json": {
                            seq: number;
                            form: string;
                            record: unknown;
                            duty?: {
                                id: string;
                                form: string;
                                state: string;
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notify/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            channels: {
                                channel: {
                                    id: string;
                                    name: string;
                                    /** @enum {unknown} */
                                    kind: "webhook" | "wecom-robot" | "dingtalk-robot" | "feishu-robot" | "email" | "mqtt" | "output";
                                    enabled?: boolean;
                                    /** @enum {unknown} */
                                    least: "info" | "warn" | "major" | "critical";
                                    zones?: string[];
                                    quiet?: {
                                        from: string;
                                        to: string;
                                    };
                                    repeatMinutes?: number;
                                    /** @enum {unknown} */
                                    language?: "zh" | "en";
                                    host?: string;
                                    port?: number;
                                    user?: string;
                                    from?: string;
                                    to?: string[];
                                    topic?: string;
                                    device?: string;
                                    command?: string;
                                };
                                /** @description Its address or password is set */
                                secret: boolean;
                                signed: boolean;
                                /** @description In a row */
                                failures: number;
                                /** @description Of the last failure */
                                code?: string;
                                /** @description wall ms */
                                sentAt?: number;
                            }[];
                        };
                    };
                };
            };
        };
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        channels: {
                            id: string;
                            name: string;
                            /** @enum {unknown} */
                            kind: "webhook" | "wecom-robot" | "dingtalk-robot" | "feishu-robot" | "email" | "mqtt" | "output";
                            enabled?: boolean;
                            /** @enum {unknown} */
                            least: "info" | "warn" | "major" | "critical";
                            zones?: string[];
                            quiet?: {
                                from: string;
                                to: string;
                            };
                            repeatMinutes?: number;
                            /** @enum {unknown} */
                            language?: "zh" | "en";
                            host?: string;
                            port?: number;
                            user?: string;
                            from?: string;
                            to?: string[];
                            topic?: string;
                            device?: string;
                            command?: string;
                        }[];
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            channels: {
                                channel: {
                                    id: string;
                                    name: string;
                                    /** @enum {unknown} */
                                    kind: "webhook" | "wecom-robot" | "dingtalk-robot" | "feishu-robot" | "email" | "mqtt" | "output";
                                    enabled?: boolean;
                                    /** @enum {unknown} */
                                    least: "info" | "warn" | "major" | "critical";
                                    zones?: string[];
                                    quiet?: {
                                        from: string;
                                        to: string;
                                    };
                                    repeatMinutes?: number;
                                    /** @enum {unknown} */
                                    language?: "zh" | "en";
                                    host?: string;
                                    port?: number;
                                    user?: string;
                                    from?: string;
                                    to?: string[];
                                    topic?: string;
                                    device?: string;
                                    command?: string;
                                };
                                /** @description Its address or password is set */
                                secret: boolean;
                                signed: boolean;
                                /** @description In a row */
                                failures: number;
                                /** @description Of the last failure */
                                code?: string;
                                /** @description wall ms */
                                sentAt?: number;
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notify/channels/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Sends a test message and answers once the other side has taken it */
        post: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {boolean} */
                            sent: true;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notify/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Newest first */
        get: {
            parameters: {
                query?: {
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
                        "application/json": {
                            notices: {
                                key: string;
                                channel: string;
                                alarm: string;
                                rule: string;
                                severity: string;
                                step: string;
                                /** @enum {unknown} */
                                state: "queued" | "sent" | "dropped" | "expired";
                                /** @description wall ms */
                                at: number;
                                due: number;
                                tries: number;
                                code: string | null;
                                doneAt: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            /** @description Whoever writes has to sign on */
                            known: boolean;
                            people: {
                                id: string;
                                /** @description As on the wall screen and the devices */
                                number: string;
                                /** @enum {unknown} */
                                role: "staff" | "supervisor" | "manager";
                                active: boolean;
                                /** @description Has one */
                                pin: boolean;
                                badges: number;
                            }[];
                            /** @description The least role each act takes */
                            acts: {
                                [key: string]: "staff" | "supervisor" | "manager";
                            };
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description Whose token it is; keeps it for another 3 min */
        get: {
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
                        "application/json": {
                            id: string;
                            /** @description As on the wall screen and the devices */
                            number: string;
                            /** @enum {unknown} */
                            role: "staff" | "supervisor" | "manager";
                            active: boolean;
                            /** @description Has one */
                            pin: boolean;
                            badges: number;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description As on the wall screen and the devices */
                    number: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @enum {unknown} */
                        role: "staff" | "supervisor" | "manager";
                        active?: boolean;
                        pin?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @description As on the wall screen and the devices */
                            number: string;
                            /** @enum {unknown} */
                            role: "staff" | "supervisor" | "manager";
                            active: boolean;
                            /** @description Has one */
                            pin: boolean;
                            badges: number;
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/{number}/badges": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description Without `code` it is the next one a reader reads, within 30 s; that one stands in no entry */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description As on the wall screen and the devices */
                    number: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @description As on the wall screen and the devices */
                            number: string;
                            /** @enum {unknown} */
                            role: "staff" | "supervisor" | "manager";
                            active: boolean;
                            /** @description Has one */
                            pin: boolean;
                            badges: number;
                        };
                    };
                };
            };
        };
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    /** @description As on the wall screen and the devices */
                    number: string;
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
                        "application/json": {
                            id: string;
                            /** @description As on the wall screen and the devices */
                            number: string;
                            /** @enum {unknown} */
                            role: "staff" | "supervisor" | "manager";
                            active: boolean;
                            /** @description Has one */
                            pin: boolean;
                            badges: number;
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/sign-on": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description By number and PIN, or by badge. The token goes into the header x-zaojun-person; idle for 3 min it ends */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description As on the wall screen and the devices */
                        number?: string;
                        pin?: string;
                        badge?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            token: string;
                            person: {
                                id: string;
                                /** @description As on the wall screen and the devices */
                                number: string;
                                /** @enum {unknown} */
                                role: "staff" | "supervisor" | "manager";
                                active: boolean;
                                /** @description Has one */
                                pin: boolean;
                                badges: number;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/people/sign-off": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
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
                        "application/json": {
                            signedOff: boolean;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clock/eras": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            eras: {
                                era: number;
                                boot: string;
                                clock: string;
                                offset: number | null;
                                /** @description First and last entry of it that is here */
                                first: number;
                                last: number;
                                /** @description How much later it was than its entries say */
                                correctedMs: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/clock/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        era: number;
                        ms: number;
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            seq: number;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/registry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                            warnings: {
                                /** @enum {unknown} */
                                code: "safety-output-shares-bus";
                                bus: string;
                                unit: string;
                                device: string;
                                units: string[];
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/buses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        name: string;
                        /** @enum {unknown} */
                        transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                        path?: string;
                        host?: string;
                        port?: number;
                        baudRate?: number;
                        dataBits?: 7 | 8;
                        /** @enum {unknown} */
                        parity?: "none" | "even" | "odd";
                        stopBits?: 1 | 2;
                        tls?: {
                            caFile?: string;
                            certFile?: string;
                            keyFile?: string;
                            serverName?: string;
                        };
                        simulated?: boolean;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
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
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        bus: string;
                        profile: string;
                        address?: number | string;
                        serialNumber?: string;
                        params?: {
                            [key: string]: number | boolean | string;
                        };
                        since?: number;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
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
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        id: string;
                        kind: string;
                        name: string;
                        zone: string;
                        unit?: string;
                        position?: number;
                        points?: {
                            [key: string]: {
                                unit: string;
                                channel: string;
                            };
                        };
                        labels?: {
                            [key: string]: string;
                        };
                        node?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/retire": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
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
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: {
                    confirm?: string;
                };
                header?: never;
                path: {
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
                        "application/json": {
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
                                jurisdiction?: string;
                                labels?: {
                                    [key: string]: string;
                                };
                            };
                            zones: {
                                id: string;
                                clause: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                            }[];
                            buses: {
                                id: string;
                                name: string;
                                /** @enum {unknown} */
                                transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                path?: string;
                                host?: string;
                                port?: number;
                                baudRate?: number;
                                dataBits?: 7 | 8;
                                /** @enum {unknown} */
                                parity?: "none" | "even" | "odd";
                                stopBits?: 1 | 2;
                                tls?: {
                                    caFile?: string;
                                    certFile?: string;
                                    keyFile?: string;
                                    serverName?: string;
                                };
                                simulated?: boolean;
                            }[];
                            units: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                            }[];
                            devices: {
                                id: string;
                                kind: string;
                                name: string;
                                zone: string;
                                points: {
                                    [key: string]: {
                                        unit: string;
                                        channel: string;
                                    };
                                };
                                /** @enum {unknown} */
                                state: "active" | "no-node" | "retired";
                                labels?: {
                                    [key: string]: string;
                                };
                            }[];
                            formerUnits?: {
                                id: string;
                                bus: string;
                                profile: string;
                                address?: number | string;
                                serialNumber?: string;
                                params?: {
                                    [key: string]: number | boolean | string;
                                };
                                since?: number;
                                until: number | null;
                                replacedBy: string;
                            }[];
                            calibrations?: {
                                id: string;
                                unit: string;
                                channel: string;
                                /** @enum {unknown} */
                                method: "offset" | "two-point";
                                points: {
                                    read: number;
                                    reference: number;
                                }[];
                                certificate?: string;
                                due?: string;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/devices/{id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            commands: {
                                command: string;
                                point: string;
                                name: {
                                    zh: string;
                                    en: string;
                                };
                                /** @enum {unknown} */
                                value?: "number" | "boolean" | "text";
                                unit?: string;
                                min?: number;
                                max?: number;
                                step?: number;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        command: string;
                        value?: number | boolean | string | null;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            /** @enum {unknown} */
                            result: "accepted" | "confirmed" | "refused" | "timed-out";
                            reason?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            id: string;
                            bus: string;
                            profile: string;
                            address?: number | string;
                            serialNumber?: string;
                            params?: {
                                [key: string]: number | boolean | string;
                            };
                            since?: number;
                            /** @enum {unknown} */
                            health: "connecting" | "online" | "offline" | "error";
                            polls: number;
                            answers: number;
                            reason?: string;
                            warnings?: {
                                /** @enum {unknown} */
                                code: "safety-output-shares-bus";
                                bus: string;
                                unit: string;
                                device: string;
                                units: string[];
                            }[];
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            lines: {
                                at: number;
                                /** @enum {unknown} */
                                direction: "tx" | "rx";
                                hex: string;
                                decoded?: {
                                    [key: string]: number | boolean | string | null;
                                };
                                note?: string;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{id}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            channel: string;
                            name: {
                                zh: string;
                                en: string;
                            };
                            /** @enum {unknown} */
                            kind: "number" | "boolean" | "text";
                            /** @description UCUM */
                            unit?: string;
                            /** @description Worked out from other channels */
                            derived?: boolean;
                            value: number | boolean | string | null;
                            /** @enum {unknown} */
                            quality: "good" | "uncertain" | "bad" | "stale";
                            reason?: string;
                            /** @description ms */
                            age?: number;
                            read?: number;
                            calibration?: string;
                            points: {
                                device: string;
                                point: string;
                            }[];
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/units/{id}/replace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** @description A new unit takes the place of a broken one; its devices keep their history */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        address?: number | string;
                        serialNumber?: string;
                        params?: {
                            [key: string]: number | boolean | string;
                        };
                        profile?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            unit: string;
                            registry: {
                                revision: number;
                                site: {
                                    name: string;
                                    timeZone: string;
                                    jurisdiction?: string;
                                    labels?: {
                                        [key: string]: string;
                                    };
                                };
                                zones: {
                                    id: string;
                                    clause: string;
                                    name: {
                                        zh: string;
                                        en: string;
                                    };
                                }[];
                                buses: {
                                    id: string;
                                    name: string;
                                    /** @enum {unknown} */
                                    transport: "modbus-rtu" | "modbus-tcp" | "modbus-rtu-over-tcp" | "stream-serial" | "stream-tcp" | "mqtt" | "http" | "hj-212" | "jt-808" | "keyboard";
                                    path?: string;
                                    host?: string;
                                    port?: number;
                                    baudRate?: number;
                                    dataBits?: 7 | 8;
                                    /** @enum {unknown} */
                                    parity?: "none" | "even" | "odd";
                                    stopBits?: 1 | 2;
                                    tls?: {
                                        caFile?: string;
                                        certFile?: string;
                                        keyFile?: string;
                                        serverName?: string;
                                    };
                                    simulated?: boolean;
                                }[];
                                units: {
                                    id: string;
                                    bus: string;
                                    profile: string;
                                    address?: number | string;
                                    serialNumber?: string;
                                    params?: {
                                        [key: string]: number | boolean | string;
                                    };
                                    since?: number;
                                }[];
                                devices: {
                                    id: string;
                                    kind: string;
                                    name: string;
                                    zone: string;
                                    points: {
                                        [key: string]: {
                                            unit: string;
                                            channel: string;
                                        };
                                    };
                                    /** @enum {unknown} */
                                    state: "active" | "no-node" | "retired";
                                    labels?: {
                                        [key: string]: string;
                                    };
                                }[];
                                formerUnits?: {
                                    id: string;
                                    bus: string;
                                    profile: string;
                                    address?: number | string;
                                    serialNumber?: string;
                                    params?: {
                                        [key: string]: number | boolean | string;
                                    };
                                    since?: number;
                                    until: number | null;
                                    replacedBy: string;
                                }[];
                                calibrations?: {
                                    id: string;
                                    unit: string;
                                    channel: string;
                                    /** @enum {unknown} */
                                    method: "offset" | "two-point";
                                    points: {
                                        read: number;
                                        reference: number;
                                    }[];
                                    certificate?: string;
                                    due?: string;
                                    by: string;
                                    at: number | null;
                                }[];
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/buses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            bus: string;
                            connected: boolean;
                            transactions: number;
                            errors: {
                                [key: string]: number;
                            };
                            strangers?: {
                                address: string;
                                at: number;
                            }[];
                            units: ({
                                unit: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        }[];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uplink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            /** @enum {unknown} */
                            state: "not-enrolled" | "connecting" | "online" | "offline";
                            url?: string;
                            site?: string;
                            /** @description The box was enrolled, and the file of that was damaged: the name it is kept under */
                            damagedFile?: string;
                            /** @description Why the box can sign nothing, so that nothing is sealed or sent: the code */
                            keyFault?: string;
                            since: number | null;
                            lastAcknowledgedAt: number | null;
                            newestBatch: number;
                            oldestPending?: number;
                            pendingBatches: number;
                            pendingReadings: number;
                            gaps: number;
                            quarantined: number;
                            watched: boolean;
                            log: {
                                /** @description The log as this box verified it last */
                                origin: string | null;
                                size: number;
                                checkedAt: number | null;
                                /** @description Acknowledged batches not yet shown to stand in the log */
                                unproven: number;
                                provenBatch: number | null;
                                witnesses: {
                                    name: string;
                                    seconds: number;
                                }[];
                                /** @description How the log breaks its word */
                                fault: string | null;
                                witness: {
                                    key: string;
                                    cosignedAt: number | null;
                                    fault: string | null;
                                } | null;
                            };
                            reason?: string;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uplink/key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            /** @description First half of the SHA-256 of the key in use, hex in groups */
                            fingerprint: string;
                            /** @description When it was made, UTC ms */
                            madeAt: number;
                            /** @description It is not the first one */
                            changed: boolean;
                        };
                    };
                };
            };
        };
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            state: "not-enrolled" | "connecting" | "online" | "offline";
                            url?: string;
                            site?: string;
                            /** @description The box was enrolled, and the file of that was damaged: the name it is kept under */
                            damagedFile?: string;
                            /** @description Why the box can sign nothing, so that nothing is sealed or sent: the code */
                            keyFault?: string;
                            since: number | null;
                            lastAcknowledgedAt: number | null;
                            newestBatch: number;
                            oldestPending?: number;
                            pendingBatches: number;
                            pendingReadings: number;
                            gaps: number;
                            quarantined: number;
                            watched: boolean;
                            log: {
                                /** @description The log as this box verified it last */
                                origin: string | null;
                                size: number;
                                checkedAt: number | null;
                                /** @description Acknowledged batches not yet shown to stand in the log */
                                unproven: number;
                                provenBatch: number | null;
                                witnesses: {
                                    name: string;
                                    seconds: number;
                                }[];
                                /** @description How the log breaks its word */
                                fault: string | null;
                                witness: {
                                    key: string;
                                    cosignedAt: number | null;
                                    fault: string | null;
                                } | null;
                            };
                            reason?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/uplink/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        url: string;
                        code: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @enum {unknown} */
                            state: "not-enrolled" | "connecting" | "online" | "offline";
                            url?: string;
                            site?: string;
                            /** @description The box was enrolled, and the file of that was damaged: the name it is kept under */
                            damagedFile?: string;
                            /** @description Why the box can sign nothing, so that nothing is sealed or sent: the code */
                            keyFault?: string;
                            since: number | null;
                            lastAcknowledgedAt: number | null;
                            newestBatch: number;
                            oldestPending?: number;
                            pendingBatches: number;
                            pendingReadings: number;
                            gaps: number;
                            quarantined: number;
                            watched: boolean;
                            log: {
                                /** @description The log as this box verified it last */
                                origin: string | null;
                                size: number;
                                checkedAt: number | null;
                                /** @description Acknowledged batches not yet shown to stand in the log */
                                unproven: number;
                                provenBatch: number | null;
                                witnesses: {
                                    name: string;
                                    seconds: number;
                                }[];
                                /** @description How the log breaks its word */
                                fault: string | null;
                                witness: {
                                    key: string;
                                    cosignedAt: number | null;
                                    fault: string | null;
                                } | null;
                            };
                            reason?: string;
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
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
                        "application/json": {
                            /** @enum {unknown} */
                            status: "ok" | "degraded";
                            box: string;
                            softwareVersion: string;
                            ledgerFull: boolean;
                            queued: number;
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/consents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get: {
            parameters: {
                query?: {
                    person?: string;
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
                        "application/json": {
                            consents: {
                                person: string;
                                purpose: string;
                                granted: boolean;
                                by: string;
                                at: number | null;
                            }[];
                        };
                    };
                };
            };
        };
        put?: never;
        /** @description Withdrawing erases, here and at the cloud, all that was kept under the consent */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description At the devices; it is not stored */
                        number?: string;
                        person?: string;
                        purpose: string;
                        granted: boolean;
                        by?: string;
                    };
                };
            };
            responses: {
                /** @description Default Response */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            person: string;
                            purpose: string;
                            granted: boolean;
                            by: string;
                            at: number | null;
                        };
                    };
                };
            };
        };
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
        /** ErrorAnswer */
        "def-0": {
            code: string;
            message: string;
            /** @description The message in Chinese */
            zh?: string;
            place?: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
