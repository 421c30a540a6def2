using System.Text.Json;
using System.Text.Json.Serialization;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Agents;

/// <summary>
/// A registered agent (kind <c>agents</c>, key = canonical path). The card is what the agent says of itself; the rest is ours.
/// </summary>
public sealed record AgentDocument
{
    /// <summary>Canonical path: leading slash, no trailing slash. Unique among agents and servers.</summary>
    public required string Path { get; init; }

    /// <summary>The card in force, as it was stated: members that this product does not know are kept.</summary>
    public required JsonElement Card { get; init; }

    /// <summary>
    /// SHA-256 (hex) of the card's canonical form (RFC 8785) without its signatures, which change without a change of content.
    /// </summary>
    public required string CardHash { get; init; }

    /// <summary>Where the card was fetched from and is fetched again; null for a card that was written into the registration.</summary>
    public string? CardUrl { get; init; }

    /// <summary>What became of the card's signatures when it was taken over.</summary>
    public CardSignature Signature { get; init; } = CardSignature.None;

    /// <summary>The card that the agent shows now and that nobody has approved; null while it shows the one in force.</summary>
    public PendingCard? Pending { get; init; }

    /// <summary>
    /// As <see cref="PendingCard.Hash"/>, of a card that somebody read and rejected: it is not flagged again while the agent goes on
    /// showing it.
    /// </summary>
    public string? RejectedHash { get; init; }

    /// <summary>One of <see cref="ItemVisibility"/>.</summary>
    public string Visibility { get; init; } = ItemVisibility.Public;

    /// <summary>Groups that see a group-restricted agent.</summary>
    public IReadOnlyList<string> AllowedGroups { get; init; } = [];

    /// <summary>One of <see cref="AgentTrust"/>.</summary>
    public string TrustLevel { get; init; } = AgentTrust.Unverified;

    /// <summary>One of <see cref="AgentStatus"/>.</summary>
    public string Status { get; init; } = AgentStatus.Active;

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string License { get; init; } = "N/A";

    /// <summary>Members of the registration that existing clients store with an agent and that no rule reads.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Where it was brought in from; null for an agent that was registered here.</summary>
    public ItemOrigin? Origin { get; init; }

    public bool IsEnabled { get; init; }

    /// <summary>
    /// It is not offered yet, because nobody has looked at the card in force, or what was found must not be offered (<see
    /// cref="IOfferHold"/>).
    /// </summary>
    public bool IsHeld { get; init; }

    /// <summary>Name of whoever registered it, for people.</summary>
    public required string RegisteredBy { get; init; }

    /// <summary>Identity of whoever registered it: what ownership is decided by.</summary>
    public required string OwnerSubject { get; init; }

    public required DateTimeOffset RegisteredAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyList<StoredRating> Ratings { get; init; } = [];

    /// <summary>Mean of the ratings; 0 while nobody has rated.</summary>
    [JsonIgnore]
    public double Stars => RatingList.Mean(Ratings) ?? 0;

    /// <summary>The name in the card, for people.</summary>
    [JsonIgnore]
    public string DisplayName =>
        Card.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : TechnicalName;

    /// <summary>The name that access rules use: the path without its leading slash.</summary>
    [JsonIgnore]
    public string TechnicalName => Path[1..];
}

/// <summary>A card that waits for approval.</summary>
/// <param name="Card">As it was fetched.</param>
/// <param name="Hash">As <see cref="AgentDocument.CardHash"/>.</param>
/// <param name="FoundAt">When it was first seen.</param>
/// <param name="Signature">What became of its signatures.</param>
public sealed record PendingCard(JsonElement Card, string Hash, DateTimeOffset FoundAt, CardSignature Signature);

/// <summary>The result of verifying a card's signatures.</summary>
/// <param name="State">One of <see cref="SignatureState"/>.</param>
/// <param name="KeyUrl">The key set (<c>jku</c>) that the signature names; null when it names none.</param>
/// <param name="KeyId">The key (<c>kid</c>) that the signature names.</param>
public sealed record CardSignature(string State, string? KeyUrl, string? KeyId)
{
    public static readonly CardSignature None = new(SignatureState.NotSigned, null, null);

    /// <summary>Why it is so, for people; null when there is nothing to say.</summary>
    public string? Reason { get; init; }
}

/// <summary>What verifying a card's signatures can find.</summary>
public static class SignatureState
{
    public const string NotSigned = "unsigned";
    public const string Verified = "verified";
    public const string Invalid = "invalid";
    public const string KeyUnknown = "key-unknown";
}

/// <summary>How far people trust an agent. Ranks results of the search by skills; grants nothing.</summary>
public static class AgentTrust
{
    public const string Unverified = "unverified";
    public const string Community = "community";
    public const string Verified = "verified";
    public const string Trusted = "trusted";

    public static readonly IReadOnlyList<string> All = [Unverified, Community, Verified, Trusted];

    /// <summary>Share of the score in the search by skills, 0 to 1 (registry contract §11.9).</summary>
    public static double WeightOf(string level) => level switch
    {
        Community => 0.2,
        Verified => 0.5,
        Trusted => 1,
        _ => 0,
    };
}

/// <summary>Where an agent stands in its life.</summary>
public static class AgentStatus
{
    public const string Active = "active";
    public const string Deprecated = "deprecated";
    public const string Draft = "draft";
    public const string Beta = "beta";

    public static readonly IReadOnlyList<string> All = [Active, Deprecated, Draft, Beta];
}
