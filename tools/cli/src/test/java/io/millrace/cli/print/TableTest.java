package io.millrace.cli.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columnsAreAsWideAsTheyNeedAndNumbersStandRight() {
        Table table = new Table("name", "rows").row("a", "1,234").row("längste", "-5.0");
        assertThat(table.render()).isEqualTo("""
                name      rows
                -------  -----
                a        1,234
                längste   -5.0
                """);
    }

    @Test
    void controlCharactersCannotBreakIt() {
        assertThat(new Table("raw").row("a\nb\u001b[31m").render()).endsWith("a b [31m\n");
    }

    @Test
    void everyRowHasACellForEveryHeading() {
        Table table = new Table("one", "two");
        assertThatThrownBy(() -> table.row("alone")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void quantitiesReadLikeText() {
        assertThat(Quantities.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Quantities.bytes(999)).isEqualTo("999 B");
        assertThat(Quantities.bytes(59_400_000)).isEqualTo("56.6 MiB");
    }
}
