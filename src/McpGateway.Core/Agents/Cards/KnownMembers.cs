using System.Collections.Frozen;

namespace McpGateway.Core.Agents.Cards;

/// <summary>
/// Names of members that a reader knows, to tell those that are written almost so: readers without regard for case would take them for the
/// known ones, and readers with it would pass them over.
/// </summary>
/// <param name="names">Each as it is written, and how its writer is told to write it.</param>
internal sealed class KnownMembers(IReadOnlyList<(string Written, string Told)> names)
{
    private readonly FrozenSet<string> _exact = names.Select(static name => name.Written).ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _anyCase = names
        .DistinctBy(static name => name.Written, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(static name => name.Written, static name => name.Told, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of the protocol, which clients of the registry write in snake_case as well.</summary>
    public static KnownMembers OfProtocol(IEnumerable<string> names) =>
        new([.. names.SelectMany(static name => ((string, string)[])[(name, name), (CardNames.Snake(name), name)])]);

    /// <summary>The known name that a name is in other letters; null when it is one itself, or none at all.</summary>
    public string? AlmostWritten(string name) =>
        _exact.Contains(name) ? null
        : _anyCase.GetValueOrDefault(name) ?? _anyCase.GetValueOrDefault(Folded(name));

    /// <summary>With the letters that some readers take for others: the long s and the sign of the kelvin.</summary>
    private static string Folded(string name) => name.Replace('\u017F', 's').Replace('\u212A', 'k');
}
