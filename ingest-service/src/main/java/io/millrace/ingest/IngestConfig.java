package io.millrace.ingest;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How uploads are received. */
@ConfigMapping(prefix = "millrace.ingest")
public interface IngestConfig {
    /** Where units end. Changing it makes uploads that are half received refuse to resume. */
    UnitConfig unit();

    /** Bytes of a record at most, its line end included; a longer one is a reject. At most 8M. */
    @WithDefault("4M")
    MemorySize recordLimit();

    /** Columns that a header may name. */
    @WithDefault("16000")
    int headerLimit();

    /** Bytes of a body as sent, at most; 413 beyond. */
    @WithDefault("1024G")
    MemorySize wireLimit();

    /** Bytes of a body when unpacked, at most; 413 beyond. */
    @WithDefault("4096G")
    MemorySize unpackedLimit();

    /** Unpacked bytes for each packed byte, at most; 422 beyond. Asked once 16 MiB are unpacked. */
    @WithDefault("250")
    int ratioLimit();

    /** Uploads received at the same time, at most; 503 beyond. Each takes about 3 MiB of heap. */
    @WithDefault("24")
    int uploads();

    /** How slowly a body may come. */
    ProgressConfig progress();

    /** Work units on their way to Kafka. */
    PublishConfig publish();

    /** What is asked of PostgreSQL. */
    StatusConfig status();

    /** Where units end. */
    interface UnitConfig {
        /** Records of a unit at most. */
        @WithDefault("10000")
        int records();

        /** Payload bytes of a unit at most, unless one record is longer. */
        @WithDefault("1M")
        MemorySize bytes();
    }

    /** How slowly a body may come. */
    interface ProgressConfig {
        /** Bytes of a body as sent that must come within the time below; 408 otherwise, and the same key goes on from there. */
        @WithDefault("64K")
        MemorySize bytes();

        /**
         * The time, of which only that counts in which the body was waited for. When as many uploads are received as may be,
         * one that has been slower than this for a tenth of it gives way to another one.
         */
        @WithDefault("60s")
        Duration within();
    }

    /** Work units on their way to Kafka. */
    interface PublishConfig {
        /** Units of one upload that Kafka has not acknowledged yet, at most; the socket is not read meanwhile. */
        @WithDefault("8")
        int inFlight();

        /** Memory for messages that wait for Kafka, over all uploads. */
        @WithDefault("32M")
        MemorySize buffer();

        /** How long Kafka may take to acknowledge a unit before the upload ends with 503. */
        @WithDefault("30s")
        Duration timeout();

        /** How long Kafka may take to tell of the topic, or the buffer to have room, before the upload ends with 503. */
        @WithDefault("10s")
        Duration blockTimeout();
    }

    /** What is asked of PostgreSQL. */
    interface StatusConfig {
        /** How long PostgreSQL may take to tell of a repeated key before the upload goes on without. */
        @WithDefault("2s")
        Duration lookupTimeout();

        /** How long PostgreSQL, or Kafka, may take to answer a status request. */
        @WithDefault("10s")
        Duration timeout();

        /** Time between two looks while a client waits for a job's end. */
        @WithDefault("250ms")
        Duration waitInterval();

        /** The longest that a client may wait for a job's end in one request. */
        @WithDefault("60s")
        Duration longestWait();

        /** Uploads that are remembered by the replica that received them, at most. */
        @WithDefault("10000")
        int remembered();

        /** How long they are remembered. */
        @WithDefault("1h")
        Duration rememberedFor();
    }
}
