using System.Collections.Frozen;
using McpGateway.Access.Scopes;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Access.Decisions;

/// <summary>
/// For which skills rules allow one method that sends an agent a message. A rule has to list the method and the skill itself: two rules
/// that list one each allow nothing together.
/// </summary>
/// <param name="Any">Whether a message need not name its skill.</param>
/// <param name="Skills">Those that it may name otherwise.</param>
internal readonly record struct MessageRights(bool Any, FrozenSet<string> Skills)
{
    public static MessageRights Of(IReadOnlyCollection<ServerRule> rules, string method, bool toolsOpenMethods)
    {
        string[] spellings = [.. A2aMethods.Spellings(method)];
        var listing = rules.Where(rule => Lists(rule.Methods, spellings) || (toolsOpenMethods && Lists(rule.Tools, spellings))).ToArray();
        return new(
            listing.Any(static rule => ServerAccess.IsEverything(rule.Tools)),
            listing.SelectMany(static rule => rule.Tools).ToFrozenSet(StringComparer.Ordinal));
    }

    public MessageVerdict Judge(string? skill) =>
        Any ? MessageVerdict.Allowed
        : !string.IsNullOrEmpty(skill) ? Skills.Contains(skill) ? MessageVerdict.Allowed : MessageVerdict.Denied
        : Skills.Count > 0 ? MessageVerdict.SkillMissing
        : MessageVerdict.Denied;

    private static bool Lists(IReadOnlyList<string> names, string[] spellings) =>
        ServerAccess.IsEverything(names) || spellings.Any(names.Contains);
}
