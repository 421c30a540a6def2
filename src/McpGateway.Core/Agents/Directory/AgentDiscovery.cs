using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Directory;

/// <summary>Finds agents that have stated skills (registry contract §11.9).</summary>
public sealed class AgentDiscovery(AgentCatalog catalog)
{
    private const double SkillShare = 0.6;
    private const double TagShare = 0.2;
    private const double TrustShare = 0.2;

    /// <summary>Enabled agents that the caller sees with at least one of the skills, best first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="skills">Ids or names of skills, whatever their case. At least one.</param>
    /// <param name="tags">Tags that count too.</param>
    /// <param name="maximum">At most so many.</param>
    public Result<IReadOnlyList<AgentMatch>> BySkills(
        Caller caller, IReadOnlyList<string> skills, IReadOnlyList<string> tags, int maximum)
    {
        ArgumentNullException.ThrowIfNull(skills);
        ArgumentNullException.ThrowIfNull(tags);
        var wanted = skills.Select(static skill => skill.Trim()).Where(static skill => skill.Length > 0)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (wanted.Count == 0)
        {
            return new Error(ErrorKind.Invalid, "At least one skill must be specified");
        }

        var wantedTags = tags.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var sight = AgentSight.Of(caller);
        return (AgentMatch[])
        [
            .. catalog.Current.Values
                .Where(entry => entry is { Agent.IsEnabled: true, IsHeld: false } && sight.Sees(entry.Agent))
                .Select(entry => Match(entry, wanted, wantedTags))
                .Where(static match => match.Skills.Count > 0)
                .OrderByDescending(static match => match.Relevance)
                .ThenBy(static match => match.Entry.Agent.Path, StringComparer.Ordinal)
                .Take(maximum),
        ];
    }

    private static AgentMatch Match(AgentEntry entry, HashSet<string> wanted, HashSet<string> wantedTags)
    {
        var matched = wanted
            .Where(skill => entry.Card.Skills.Any(known => IsNamed(known.Id, skill) || IsNamed(known.Name, skill)))
            .Select(static skill => skill.ToLowerInvariant())
            .ToArray();
        var matchedTags = wantedTags.Count(tag => entry.Agent.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase));
        var score = (SkillShare * matched.Length / wanted.Count) + (TagShare * matchedTags / Math.Max(wantedTags.Count, 1))
            + (TrustShare * AgentTrust.WeightOf(entry.Agent.TrustLevel));
        return new(entry, Math.Round(score, 2), matched);
    }

    private static bool IsNamed(string known, string wanted) => known.Equals(wanted, StringComparison.OrdinalIgnoreCase);
}

/// <summary>An agent that was found by its skills.</summary>
/// <param name="Skills">Those of the stated skills that it has, in lower case.</param>
public sealed record AgentMatch(AgentEntry Entry, double Relevance, IReadOnlyList<string> Skills);
