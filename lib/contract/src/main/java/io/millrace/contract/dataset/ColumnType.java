package io.millrace.contract.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PostgreSQL column type as a dataset may name it.
 *
 * @param kind which type
 * @param size varchar: characters; numeric: precision in digits; otherwise, and where PostgreSQL has no limit, 0
 * @param scale numeric: digits behind the point; otherwise 0
 */
public record ColumnType(Kind kind, int size, int scale) {
    /** The types, by PostgreSQL's own names. */
    public enum Kind {
        TEXT("text"),
        VARCHAR("varchar"),
        BOOLEAN("boolean"),
        SMALLINT("smallint"),
        INTEGER("integer"),
        BIGINT("bigint"),
        REAL("real"),
        DOUBLE("double precision"),
        NUMERIC("numeric"),
        DATE("date"),
        TIMESTAMP("timestamp"),
        TIMESTAMPTZ("timestamptz"),
        UUID("uuid"),
        JSONB("jsonb"),
        BYTEA("bytea");

        private final String sql;

        Kind(String sql) {
            this.sql = sql;
        }

        /** Whether {@code min} and {@code max} make sense. */
        public boolean isNumber() {
            return switch (this) {
                case SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, NUMERIC -> true;
                default -> false;
            };
        }

        /** Whether the kind can be the partition key of a time-partitioned table. */
        public boolean isTime() {
            return this == DATE || this == TIMESTAMP || this == TIMESTAMPTZ;
        }

        /** Whether {@code oneOf}, {@code pattern} and {@code maxLength} make sense. */
        public boolean isText() {
            return this == TEXT || this == VARCHAR;
        }
    }

    private static final Map<String, Kind> BY_NAME =
            Arrays.stream(Kind.values()).collect(Collectors.toUnmodifiableMap(kind -> kind.sql, kind -> kind));
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("character varying", "varchar"),
            Map.entry("bool", "boolean"),
            Map.entry("int2", "smallint"),
            Map.entry("int", "integer"),
            Map.entry("int4", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("float4", "real"),
            Map.entry("double", "double precision"),
            Map.entry("float8", "double precision"),
            Map.entry("decimal", "numeric"),
            Map.entry("timestamp without time zone", "timestamp"),
            Map.entry("timestamp with time zone", "timestamptz"));
    private static final Pattern SHAPE =
            Pattern.compile("([a-z0-9 ]+?) *(?:\\( *(\\d{1,8}) *(?:, *(\\d{1,4}) *)?\\))?");
    private static final int MAX_VARCHAR = 10_485_760;
    private static final int MAX_PRECISION = 1000;

    public ColumnType {
        if (kind == Kind.VARCHAR && (size < 1 || size > MAX_VARCHAR)) {
            throw new IllegalArgumentException("type: varchar(%d) is outside 1 to %d".formatted(size, MAX_VARCHAR));
        }
        if (kind == Kind.NUMERIC && (size > MAX_PRECISION || scale > size)) {
            throw new IllegalArgumentException(
                    "type: numeric(%d,%d) wants a precision of 1 to %d and a scale of 0 to the precision"
                            .formatted(size, scale, MAX_PRECISION));
        }
    }

    /** @param text such as {@code text}, {@code varchar(40)}, {@code numeric(12,2)}, {@code double precision} */
    @JsonCreator
    public static ColumnType parse(String text) {
        Matcher shape = SHAPE.matcher(text.strip().toLowerCase(Locale.ROOT));
        Kind kind = shape.matches() ? BY_NAME.get(ALIASES.getOrDefault(shape.group(1), shape.group(1))) : null;
        if (kind == null) {
            throw new IllegalArgumentException(
                    "type: '%s' is not known; use one of text, varchar(n), boolean, smallint, integer, bigint, "
                                    .formatted(text)
                            + "real, double precision, numeric(p,s), date, timestamp, timestamptz, uuid, jsonb, bytea");
        }
        boolean sized = shape.group(2) != null;
        boolean scaled = shape.group(3) != null;
        if (sized != (kind == Kind.VARCHAR) && !(kind == Kind.NUMERIC) || scaled && kind != Kind.NUMERIC) {
            throw new IllegalArgumentException("type: '%s': %s"
                    .formatted(
                            text,
                            kind == Kind.VARCHAR
                                    ? "varchar wants one length, such as varchar(40); use text when there is none"
                                    : kind.sql + " takes no length"));
        }
        return new ColumnType(
                kind, sized ? Integer.parseInt(shape.group(2)) : 0, scaled ? Integer.parseInt(shape.group(3)) : 0);
    }

    /** @return the type as SQL text */
    @JsonValue
    public String sql() {
        return switch (kind) {
            case VARCHAR -> "varchar(" + size + ")";
            case NUMERIC -> size == 0 ? "numeric" : "numeric(" + size + "," + scale + ")";
            default -> kind.sql;
        };
    }

    @Override
    public String toString() {
        return sql();
    }
}
