using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Judges what is stated beside the card, and lays it over what is stored.</summary>
internal static class AgentFields
{
    private const int MaxTags = 50;
    private const int MaxTag = 100;
    private const int MaxGroups = 100;
    private const int MaxLicense = 200;
    private const int MaxMetadata = 64 * 1024;

    public static Error? Refusal(AgentRegistration draft, AgentDocument? current)
    {
        var problems = ProblemsOf(draft, current).ToArray();
        return problems.Length == 0 ? null : new(ErrorKind.Unprocessable, "Agent card validation failed")
        {
            Code = AgentErrors.Card,
            Fields = problems,
        };
    }

    public static AgentDocument Lay(AgentRegistration draft, AgentDocument onto, TakenCard taken, bool mayGiveTrust) =>
        Lay(draft, onto, mayGiveTrust) with
        {
            Card = taken.Card.Json.Clone(),
            CardHash = taken.Hash,
            CardUrl = taken.From,
            Signature = taken.Signature,
            Pending = null,
            RejectedHash = null,
        };

    /// <summary>What is stated beside the card.</summary>
    public static AgentDocument Lay(AgentRegistration draft, AgentDocument onto, bool mayGiveTrust) => onto with
    {
        Visibility = draft.Visibility is { } visibility ? ItemVisibility.Parse(visibility)! : onto.Visibility,
        AllowedGroups = draft.AllowedGroups ?? onto.AllowedGroups,
        TrustLevel = mayGiveTrust && draft.TrustLevel is { } level ? level : onto.TrustLevel,
        Status = draft.Status ?? onto.Status,
        Tags = draft.Tags ?? onto.Tags,
        License = draft.License ?? onto.License,
        Metadata = draft.Metadata?.Clone() ?? onto.Metadata,
    };

    /// <summary>What was stated and not taken over.</summary>
    public static IReadOnlyList<string> Warnings(AgentRegistration draft, AgentDocument stored) =>
        draft.TrustLevel is { } stated && stated != stored.TrustLevel
            ? [$"trust_level stays '{stored.TrustLevel}': administrators give it"]
            : [];

    private static IEnumerable<FieldProblem> ProblemsOf(AgentRegistration draft, AgentDocument? current)
    {
        var visibility = draft.Visibility is null ? current?.Visibility : ItemVisibility.Parse(draft.Visibility);
        if (draft.Visibility is not null && visibility is null)
        {
            yield return new(
                "visibility", $"Invalid visibility: {Shown(draft.Visibility)}. Must be one of: {string.Join(", ", ItemVisibility.All)}");
        }

        var groups = draft.AllowedGroups ?? current?.AllowedGroups ?? [];
        if (visibility == ItemVisibility.GroupRestricted && groups.Count == 0)
        {
            yield return new("allowed_groups", "Group-restricted visibility requires at least one allowed group");
        }

        if (groups.Count > MaxGroups || groups.Any(static group => string.IsNullOrWhiteSpace(group) || group.Length > MaxLicense))
        {
            yield return new("allowed_groups", $"allowed_groups: at most {MaxGroups} names of groups, none of them blank");
        }

        if (draft.TrustLevel is { } level && !AgentTrust.All.Contains(level))
        {
            yield return new("trust_level", $"Invalid trust level: {Shown(level)}. Must be one of: {string.Join(", ", AgentTrust.All)}");
        }

        if (draft.Status is { } status && !AgentStatus.All.Contains(status))
        {
            yield return new("status", $"Invalid status: {Shown(status)}. Must be one of: {string.Join(", ", AgentStatus.All)}");
        }

        if (draft.License is { } license && (license.Length > MaxLicense || HiddenText.FirstIn(license, allowsLines: false) is not null))
        {
            yield return new("license", $"license: at most {MaxLicense} characters, none of them hidden");
        }

        if (draft.Metadata is { } metadata && metadata.GetRawText().Length > MaxMetadata)
        {
            yield return new("metadata", $"metadata: must not be larger than {MaxMetadata} characters");
        }

        foreach (var problem in TagProblems(draft.Tags ?? []))
        {
            yield return problem;
        }
    }

    private static IEnumerable<FieldProblem> TagProblems(IReadOnlyList<string> tags)
    {
        if (tags.Count > MaxTags)
        {
            yield return new("tags", $"tags: at most {MaxTags} tags");
        }

        for (var i = 0; i < tags.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(tags[i]))
            {
                yield return new($"tags[{i}]", $"Tag {i}: cannot be empty");
            }
            else if (tags[i].Length > MaxTag || HiddenText.FirstIn(tags[i], allowsLines: false) is not null)
            {
                yield return new($"tags[{i}]", $"Tag {i}: at most {MaxTag} characters, none of them hidden");
            }
        }
    }

    private static string Shown(string text) => LogText.Clean(text);
}
