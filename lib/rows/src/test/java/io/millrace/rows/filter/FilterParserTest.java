package io.millrace.rows.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.rows.filter.Filter.Compare;
import io.millrace.rows.filter.Filter.Comparison;
import io.millrace.rows.filter.Filter.In;
import io.millrace.rows.filter.Filter.Like;
import io.millrace.rows.filter.Filter.Null;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
    @Test
    void filtersAreRead() {
        assertThat(FilterParser.parse("status:eq:FAIL")).isEqualTo(new Compare("status", Comparison.EQ, "FAIL"));
        assertThat(FilterParser.parse("temperature:GT:20.5"))
                .isEqualTo(new Compare("temperature", Comparison.GT, "20.5"));
        assertThat(FilterParser.parse("at:ge:2026-01-31T12:00:00Z"))
                .isEqualTo(new Compare("at", Comparison.GE, "2026-01-31T12:00:00Z"));
        assertThat(FilterParser.parse("label:eq:")).isEqualTo(new Compare("label", Comparison.EQ, ""));
        assertThat(FilterParser.parse("status:in:OK,a\\,b,\\\\"))
                .isEqualTo(new In("status", List.of("OK", "a,b", "\\")));
        assertThat(FilterParser.parse("name:ilike:%a_")).isEqualTo(new Like("name", "%a_", true));
        assertThat(FilterParser.parse("pressure:null")).isEqualTo(new Null("pressure", true));
        assertThat(FilterParser.parse("pressure:notnull")).isEqualTo(new Null("pressure", false));
        assertThat(FilterParser.parse("\"a:\"\"b\":eq:c")).isEqualTo(new Compare("a:\"b", Comparison.EQ, "c"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            status            | it is no filter
            :eq:1             | it is no filter
            status::1         | it is no filter
            status:like       | like wants a value
            status:is:1       | 'is' is no operator
            status:null:true  | null takes no value; write status:null
            "status:eq:1      | has no end
            "status"x:eq:1    | 'x:eq:1' follows the quoted name
            """)
    void whatIsNoneSaysWhatWouldDo(String text, String message) {
        assertThatThrownBy(() -> FilterParser.parse(text))
                .isInstanceOf(BadFilterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void columnsAreRead() {
        assertThat(FilterParser.columns("a,\"b,c\",d")).containsExactly("a", "b,c", "d");
        assertThatThrownBy(() -> FilterParser.columns("a,a")).hasMessage("'a' is there twice");
        assertThatThrownBy(() -> FilterParser.columns(",a")).hasMessage("a name is missing");
    }

    /** Whatever a client sends is a value or a refusal; none of it is in the SQL. */
    @Property(tries = 1000)
    void valuesNeverBecomeSql(@ForAll String value) {
        Conditions conditions = new Conditions("t");
        conditions.add(FilterParser.parse("c:eq:" + value), "integer");
        conditions.add(FilterParser.parse("c:in:" + value), "text");
        assertThat(conditions.where())
                .isEqualTo(" WHERE t.\"c\" = ?::text::integer AND t.\"c\" = ANY (?::text[]::text[])");
        assertThat(conditions.parameters().getFirst()).isEqualTo(value);
    }

    @Property
    void anyNameIsReadBack(@ForAll String name) {
        String quoted = '"' + name.replace("\"", "\"\"") + '"';
        if (!name.isEmpty()) {
            assertThat(FilterParser.parse(quoted + ":eq:1").column()).isEqualTo(name);
            assertThat(FilterParser.columns(quoted + ",x" + name.length()))
                    .first()
                    .isEqualTo(name);
        }
    }
}
