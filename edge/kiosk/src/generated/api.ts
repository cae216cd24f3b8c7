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
                                    rules?: string[];
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
                                /** @description Last recorded entry of this point */
                                seq: number | null;
                                at: number | null;
                                /** @description ms since it arrived, by the monotonic clock, when this was answered */
                                age: number;
                            }[];
                            uplink: {
                                /** @enum {unknown} */
                                state: "not-enrolled" | "connecting" | "online" | "offline";
                                url?: string;
                                site?: string;
                                since: number | null;
                                lastAcknowledgedAt: number | null;
                                newestBatch: number;
                                oldestPending?: number;
                                pendingBatches: number;
                                pendingReadings: number;
                                gaps: number;
                                quarantined: number;
                                watched: boolean;
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
                                };
                            };
                            ledgerFull: boolean;
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
                                type: "reading" | "event" | "record" | "command" | "gap" | "registry";
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
                        by: string;
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
                                rules?: string[];
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
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
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
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
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
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
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
                            revision: number;
                            site: {
                                name: string;
                                timeZone: string;
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
                            since: number | null;
                            lastAcknowledgedAt: number | null;
                            newestBatch: number;
                            oldestPending?: number;
                            pendingBatches: number;
                            pendingReadings: number;
                            gaps: number;
                            quarantined: number;
                            watched: boolean;
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
                            since: number | null;
                            lastAcknowledgedAt: number | null;
                            newestBatch: number;
                            oldestPending?: number;
                            pendingBatches: number;
                            pendingReadings: number;
                            gaps: number;
                            quarantined: number;
                            watched: boolean;
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** ErrorAnswer */
        "def-0": {
            code: string;
            message: string;
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
