package io.millrace.transform.consume;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubscriptionTest {
    private static final String A = "millrace.records.a";
    private static final String B = "millrace.records.b";

    private final Subscription subscription = new Subscription();

    @Test
    void followsTheDatasets() {
        assertThat(subscription.follow(Set.of("a", "b"), topic -> false)).isTrue();
        assertThat(subscription.topics()).containsOnlyKeys(A, B).containsEntry(A, "a");
        assertThat(subscription.follow(Set.of("a", "b"), topic -> true)).isFalse();
        assertThat(subscription.follow(Set.of("b"), topic -> true)).isTrue();
        assertThat(subscription.topics()).containsOnlyKeys(B);
    }

    @Test
    void whatIsLeftOutComesBackWhenItsPartitionsAreGoneAndNotBefore() {
        subscription.follow(Set.of("a", "b"), topic -> true);
        subscription.leaveOut(A, Duration.ZERO);
        assertThat(subscription.follow(Set.of("a", "b"), topic -> true)).isTrue();
        assertThat(subscription.topics()).containsOnlyKeys(B);
        assertThat(subscription.follow(Set.of("a", "b"), topic -> true)).isFalse();
        assertThat(subscription.follow(Set.of("a", "b"), topic -> false)).isTrue();
        assertThat(subscription.topics()).containsOnlyKeys(A, B);

        subscription.leaveOut(B, Duration.ofHours(1));
        assertThat(subscription.follow(Set.of("a", "b"), topic -> false)).isTrue();
        assertThat(subscription.follow(Set.of("a", "b"), topic -> false)).isFalse();
        assertThat(subscription.topics()).containsOnlyKeys(A);
    }
}
