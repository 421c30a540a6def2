using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGateway.Access.Scopes;

namespace McpGateway.Access.Files;

/// <summary>Writes scopes in the three-part form that <see cref="ScopesFile"/> reads.</summary>
internal static partial class ScopesYaml
{
    public static string Write(IEnumerable<ScopeRecord> scopes)
    {
        var ordered = scopes.OrderBy(static scope => scope.Name, StringComparer.Ordinal).ToList();
        var yaml = new StringBuilder();
        WritePermissions(yaml, ordered);
        WriteGroups(yaml, ordered);
        foreach (var scope in ordered)
        {
            WriteRules(yaml, scope);
        }

        return yaml.ToString();
    }

    private static void WritePermissions(StringBuilder yaml, List<ScopeRecord> scopes)
    {
        var holding = scopes.Where(static scope => scope.UiPermissions.Count > 0).ToList();
        yaml.Append(ScopesFile.UiScopes).Append(holding.Count == 0 ? ": {}\n" : ":\n");
        foreach (var scope in holding)
        {
            yaml.Append("  ").Append(Text(scope.Name)).Append(":\n");
            foreach (var (action, resources) in scope.UiPermissions.OrderBy(static entry => entry.Key, StringComparer.Ordinal))
            {
                yaml.Append("    ").Append(Text(action)).Append(": ").Append(List(resources)).Append('\n');
            }
        }
    }

    private static void WriteGroups(StringBuilder yaml, List<ScopeRecord> scopes)
    {
        var groups = scopes
            .SelectMany(static scope => scope.GroupMappings.Select(group => (group, scope.Name)))
            .ToLookup(static pair => pair.group, static pair => pair.Name, StringComparer.Ordinal);
        yaml.Append('\n').Append(ScopesFile.GroupMappings).Append(groups.Count == 0 ? ": {}\n" : ":\n");
        foreach (var group in groups.OrderBy(static group => group.Key, StringComparer.Ordinal))
        {
            yaml.Append("  ").Append(Text(group.Key)).Append(": ").Append(List(group)).Append('\n');
        }
    }

    private static void WriteRules(StringBuilder yaml, ScopeRecord scope)
    {
        var isEmpty = scope.Rules.Count + scope.OtherEntries.Count == 0;
        yaml.Append('\n').Append(Text(scope.Name)).Append(isEmpty ? ": []\n" : ":\n");
        foreach (var rule in scope.Rules)
        {
            yaml.Append("  - server: ").Append(Text(rule.Server)).Append('\n');
            yaml.Append("    methods: ").Append(List(rule.Methods)).Append('\n');
            yaml.Append("    tools: ").Append(List(rule.Tools)).Append('\n');
        }

        foreach (var entry in scope.OtherEntries)
        {
            // JSON is YAML, but for the escapes of pairs.
            yaml.Append("  - ").Append(Escapes(entry.GetRawText().ReplaceLineEndings(" "))).Append('\n');
        }
    }

    private static string List(IEnumerable<string> names) => "[" + string.Join(", ", names.Select(Text)) + "]";

    /// <summary>
    /// Plain where that cannot be mistaken for anything else, else quoted: the escapes of JSON are those of YAML, save one.
    /// </summary>
    private static string Text(string value) =>
        PlainText().IsMatch(value) && value is not ("null" or "Null" or "NULL")
            ? value
            : $"\"{Escapes(JsonEncodedText.Encode(value).Value)}\"";

    /// <summary>Beyond the basic plane JSON escapes two surrogates; YAML knows the code point alone (YAML 1.2 §5.7).</summary>
    private static string Escapes(string json) => SurrogatePair().Replace(json, static pair =>
    {
        var high = (char)ushort.Parse(pair.Groups["high"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var low = (char)ushort.Parse(pair.Groups["low"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return $"\\U{char.ConvertToUtf32(high, low):X8}";
    });

    [GeneratedRegex(@"\\u(?<high>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex SurrogatePair();

    [GeneratedRegex(@"\A[A-Za-z/][A-Za-z0-9_./-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainText();
}
