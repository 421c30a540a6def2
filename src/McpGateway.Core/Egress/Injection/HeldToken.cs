using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>A token in memory, ready to be sent. Immutable.</summary>
internal sealed record HeldToken
{
    /// <summary>An access token is not sent in its last moments: it would end on the way.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public required EgressCredential Credential { get; init; }

    public required string Binding { get; init; }

    public required DateTimeOffset ObtainedAt { get; init; }

    /// <summary>Until then it is used without a thought.</summary>
    public required DateTimeOffset FreshUntil { get; init; }

    /// <summary>Until then it is used while a new one is on its way.</summary>
    public required DateTimeOffset UsableUntil { get; init; }

    public static HeldToken Of(
        string accessToken, string binding, DateTimeOffset obtainedAt, DateTimeOffset? expiresAt, TimeSpan refreshAhead)
    {
        var end = expiresAt ?? DateTimeOffset.MaxValue;
        if (expiresAt is null)
        {
            return Held(end, end);
        }

        // Short-lived tokens would otherwise never be fresh.
        var ahead = TimeSpan.FromTicks(Math.Min(refreshAhead.Ticks, (end - obtainedAt).Ticks / 5));
        return Held(end - ahead, end - (Margin < ahead ? Margin : ahead));

        HeldToken Held(DateTimeOffset fresh, DateTimeOffset usable) => new()
        {
            Credential = EgressCredential.Granted("Bearer " + accessToken),
            Binding = binding,
            ObtainedAt = obtainedAt,
            FreshUntil = fresh,
            UsableUntil = usable,
        };
    }

    /// <summary>Without the token.</summary>
    public override string ToString() => nameof(HeldToken);
}
