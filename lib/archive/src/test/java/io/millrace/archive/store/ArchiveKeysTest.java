package io.millrace.archive.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArchiveKeysTest {
    @Test
    void peopleCanReadThem() {
        assertThat(ArchiveKeys.of("public", "readings", "readings_p20260101", 7, "parquet"))
                .isEqualTo("public.readings/readings_p20260101/7.parquet");
    }

    @Test
    void anyIdentifierIsSafe() {
        String odd = ArchiveKeys.of("..", "a.b/\"c\"", "Ünï %2F\n", 1, "json");
        assertThat(odd).isEqualTo("%2E%2E.a%2Eb%2F%22c%22/%C3%9Cn%C3%AF%20%252F%0A/1.json");
        assertThat(ArchiveKeys.checked(odd)).isEqualTo(odd);
    }

    @Test
    void longNamesAreCutAndStayApart() {
        String one = ArchiveKeys.of("s", "😀".repeat(15) + "abc", "p", 1, "json");
        String other = ArchiveKeys.of("s", "😀".repeat(15) + "abd", "p", 1, "json");
        assertThat(one).isNotEqualTo(other).hasSizeLessThan(140);
        assertThat(ArchiveKeys.checked(one)).isEqualTo(one);
    }

    @Test
    void nothingLeadsOutOfTheArchive() {
        for (String key : new String[] {"", "/etc/passwd", "a/../b", "a b", ".hidden"}) {
            assertThatThrownBy(() -> ArchiveKeys.checked(key)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ArchiveKeys.within("s3://new/", "s3://old/key"))
                .hasMessageContaining("millrace.partition.archive.location");
    }
}
