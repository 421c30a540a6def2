using System.Collections.Frozen;
using System.Text.Json;
using McpGateway.Contracts.Agents;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;
using McpGateway.Core.Agents.Operations;
using McpGateway.Core.Registry.Endpoints;
using McpGateway.Core.Registry.Servers;

namespace McpGateway.Core.Agents.Endpoints;

/// <summary>Writes agents in the form of the contract.</summary>
internal static class AgentMapper
{
    private static readonly JsonElement Nothing = JsonElement.Parse("{}");

    /// <summary>Members of a card that the answer has under names of its own.</summary>
    private static readonly FrozenSet<string> Written = FrozenSet.ToFrozenSet(
        [
            "additionalInterfaces", "capabilities", "defaultInputModes", "defaultOutputModes", "description", "documentationUrl", "iconUrl",
            "metadata", "name", "preferredTransport", "protocolVersion", "provider", "security", "securityRequirements", "securitySchemes",
            "signature", "skills", "supportedInterfaces", "supportsAuthenticatedExtendedCard", "url", "version",
        ],
        StringComparer.Ordinal);

    public static AgentListItem ListItem(AgentEntry entry, HealthView health)
    {
        var (agent, card) = entry;
        return new()
        {
            Name = card.Name,
            Description = card.Description,
            Path = agent.Path,
            Url = card.Url,
            Tags = agent.Tags,
            Skills = [.. card.Skills.Select(static skill => skill.Name)],
            NumSkills = card.Skills.Count,
            NumStars = agent.Stars,
            IsEnabled = agent.IsEnabled,
            IsHeld = entry.IsHeld,
            Provider = card.Provider?.Organization,
            Streaming = card.Capabilities.Streaming,
            TrustLevel = agent.TrustLevel,
            Visibility = agent.Visibility,
            Status = agent.Status,
            HealthStatus = HealthMessages.Normalise(health.Status),
            LastCheckedIso = WireTime.WithOffset(health.LastChecked),
            SignatureStatus = agent.Signature.State,
            CardChanged = agent.Pending is not null,
            Source = agent.Origin?.Source,
            IsOrphaned = agent.Origin?.OrphanedAt is null ? null : true,
        };
    }

    public static AgentListItem Match(AgentMatch match, HealthView health) => ListItem(match.Entry, health) with
    {
        RelevanceScore = match.Relevance,
        MatchedSkills = match.Skills,
        MatchingSkills = match.Skills,
    };

    public static AgentCardDocument Document(AgentEntry entry, HealthView health)
    {
        var (agent, card) = entry;
        return new()
        {
            ProtocolVersion = card.ProtocolVersion,
            Name = card.Name,
            Description = card.Description,
            Url = card.Url,
            Version = card.Version,
            Capabilities = Member(card.Json, "capabilities") ?? Nothing,
            DefaultInputModes = card.DefaultInputModes,
            DefaultOutputModes = card.DefaultOutputModes,
            Skills = [.. card.Skills.Select(SkillOf)],
            PreferredTransport = card.Interfaces[0].Binding,
            SupportedInterfaces = [.. card.Interfaces.Select(InterfaceOf)],
            Provider = card.Provider is { } provider ? new(provider.Organization, provider.Url) : null,
            IconUrl = card.IconUrl,
            DocumentationUrl = card.DocumentationUrl,
            SecuritySchemes = card.SecuritySchemes.ToDictionary(
                static scheme => scheme.Key, static scheme => SchemeOf(scheme.Value), StringComparer.Ordinal),
            Security = card.Security,
            SupportsAuthenticatedExtendedCard = card.Capabilities.ExtendedCard ? true : null,
            Metadata = agent.Metadata ?? Nothing,
            Path = agent.Path,
            Tags = agent.Tags,
            IsEnabled = agent.IsEnabled,
            IsHeld = entry.IsHeld,
            NumStars = agent.Stars,
            RatingDetails = Ratings(agent),
            AggregateRating = agent.Stars,
            RatingCount = agent.Ratings.Count,
            License = agent.License,
            RegisteredAt = WireTime.Naive(agent.RegisteredAt),
            UpdatedAt = WireTime.Naive(agent.UpdatedAt),
            RegisteredBy = agent.RegisteredBy,
            Visibility = agent.Visibility,
            AllowedGroups = agent.AllowedGroups,
            Signature = Member(card.Json, "signature") is { ValueKind: JsonValueKind.String } text ? text.GetString() : null,
            TrustLevel = agent.TrustLevel,
            Status = agent.Status,
            CardUrl = agent.CardUrl,
            CardHash = agent.CardHash,
            CardChanged = agent.Pending is not null,
            SignatureStatus = SignatureOf(agent.Signature),
            HealthStatus = HealthMessages.Normalise(health.Status),
            HealthReason = health.Finding.Reason,
            LastCheckedIso = WireTime.WithOffset(health.LastChecked),
            Source = agent.Origin?.Source,
            OriginalId = agent.Origin?.OriginalId,
            LastSyncedAt = WireTime.WithOffset(agent.Origin?.ImportedAt),
            IsOrphaned = agent.Origin?.OrphanedAt is null ? null : true,
            OtherMembers = OthersOf(card.Json),
        };
    }

    public static IReadOnlyList<Rating> Ratings(AgentDocument agent) =>
        [.. agent.Ratings.Select(static rating => new Rating(rating.User, rating.Rating))];

    public static CardChanges Changes(CardReview review)
    {
        var pending = review.Agent.Pending;
        return new()
        {
            AgentPath = review.Agent.Path,
            Changed = pending is not null,
            CardHash = review.Agent.CardHash,
            PendingHash = pending?.Hash,
            FoundAt = WireTime.WithOffset(pending?.FoundAt),
            SignatureStatus = pending is null ? null : SignatureOf(pending.Signature),
            Changes = [.. review.Changes.Select(static change => new CardDifference(change.Field, change.Before, change.After))],
        };
    }

    public static AgentHealthCheck Health(string key, AgentCheck check) => new()
    {
        AgentPath = key,
        PingUrl = check.Url,
        Status = HealthMessages.Normalise(check.Status) == "healthy" ? "healthy" : "unhealthy",
        StatusCode = check.StatusCode,
        Detail = check.Reason,
        ResponseTimeMs = check.Latency is { } latency ? (int)latency.TotalMilliseconds : null,
        LastCheckedIso = WireTime.WithOffset(check.CheckedAt),
    };

    private static SkillDocument SkillOf(AgentSkill skill) => new(
        skill.Id, skill.Name, skill.Description, skill.Tags, skill.Examples, skill.InputModes, skill.OutputModes, skill.Security);

    private static InterfaceDocument InterfaceOf(AgentInterface item) => new(item.Url, item.Binding, item.ProtocolVersion, item.Tenant);

    private static SecuritySchemeDocument SchemeOf(AgentSecurityScheme scheme) => new(
        scheme.Type, scheme.Scheme, scheme.In, scheme.Name, scheme.BearerFormat, scheme.Flows, scheme.OpenIdConnectUrl, scheme.Description);

    private static SignatureDocument SignatureOf(CardSignature signature) =>
        new(signature.State, signature.KeyUrl, signature.KeyId, signature.Reason);

    private static JsonElement? Member(JsonElement card, string name) =>
        card.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static Dictionary<string, JsonElement>? OthersOf(JsonElement card)
    {
        var others = card.EnumerateObject()
            .Where(static member => !Written.Contains(CardNames.OfProtocol(member.Name)))
            .ToDictionary(static member => member.Name, static member => member.Value, StringComparer.Ordinal);
        return others.Count > 0 ? others : null;
    }
}
