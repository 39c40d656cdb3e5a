package io.millrace.ingest.reject;

import io.smallrye.mutiny.Multi;

/** The body of an answer that comes in pieces, each of which is made when the one before is on its way. */
record Download(Multi<byte[]> pieces) {}
