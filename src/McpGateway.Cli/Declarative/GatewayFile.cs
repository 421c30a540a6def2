using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Cli.Commands;
using McpGateway.Cli.Policies;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Declarative;

/// <summary>What a <c>gateway.yaml</c> declares, checked: every section and member has a known name, every item its key once.</summary>
internal sealed record GatewayFile(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, JsonObject>> Sections, IReadOnlyList<PolicyCase> Policies)
{
    public const string PolicySection = "policies";

    private const string VersionMember = "version";

    public static async Task<GatewayFile> ReadAsync(CommandRun run, string name, CancellationToken cancellationToken)
    {
        var lines = new Dictionary<JsonNode, long>(ReferenceEqualityComparer.Instance);
        if (YamlJson.Read(await InputFiles.ReadAsync(run, name, cancellationToken), name, lines) is not JsonObject root)
        {
            throw CommandFailure.Misuse($"{name} must be a mapping with sections such as servers and scopes.");
        }

        if (root[VersionMember] is { } version && !JsonNode.DeepEquals(version, 1))
        {
            throw CommandFailure.Misuse($"{name}: version {version} is not known here.", "This program reads version 1.");
        }

        foreach (var unknown in root.Select(static section => section.Key)
            .Where(static section =>
                section is not (VersionMember or PolicySection) && ResourceKinds.All.All(kind => kind.Section != section)))
        {
            throw CommandFailure.Misuse(
                $"{name}: there is no section '{unknown}'.",
                $"Sections are {string.Join(", ", ResourceKinds.All.Select(static kind => kind.Section))} and {PolicySection}.");
        }

        return new(
            ResourceKinds.All.Where(kind => root.ContainsKey(kind.Section)).ToDictionary(
                static kind => kind.Section,
                kind => (IReadOnlyDictionary<string, JsonObject>)ItemsOf(kind, root[kind.Section], name, lines),
                StringComparer.Ordinal),
            PolicyCases.Read(root[PolicySection], $"{name}: {PolicySection}"));
    }

    private static Dictionary<string, JsonObject> ItemsOf(
        IResourceKind kind, JsonNode? section, string name, Dictionary<JsonNode, long> lines)
    {
        if (section is null)
        {
            return new(StringComparer.Ordinal);
        }

        var items = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var item in section as JsonArray ?? throw CommandFailure.Misuse($"{name}: {kind.Section} must be a list."))
        {
            if (item is not JsonObject stated || stated[kind.Key] is not JsonValue value || value.ToString() is not { Length: > 0 } key)
            {
                throw CommandFailure.Misuse($"{name}: every item of {kind.Section} states its {kind.Key}.");
            }

            if (stated.Select(static member => member.Key).FirstOrDefault(member => !kind.Members.Contains(member)) is { } unknown)
            {
                throw CommandFailure.Misuse(
                    $"{name}: {kind.Title} {key} has a member '{unknown}' that is not known.",
                    $"Members are {string.Join(", ", kind.Members)}.");
            }

            CheckTypes(kind, stated, key, name, lines);
            key = ResourceKinds.KeyOf(kind, key);
            if (!items.TryAdd(key, stated))
            {
                throw CommandFailure.Misuse($"{name}: {kind.Title} {key} is declared twice.");
            }
        }

        return items;
    }

    /// <summary>
    /// YAML 1.1 takes <c>yes</c> and <c>on</c> for true, YAML 1.2 for texts: whoever writes them is asked to say it plainly.
    /// </summary>
    private static void CheckTypes(IResourceKind kind, JsonObject stated, string key, string name, Dictionary<JsonNode, long> lines)
    {
        foreach (var (member, value) in stated)
        {
            var problem = kind.Flags.Contains(member) && value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False)
                ? "must be true or false"
                : kind.Lists.Contains(member) && value is not (null or JsonArray) ? "must be a list"
                : kind.Filled.Contains(member) && Differences.AreSame(value, null) ? "must not be empty" : null;
            if (problem is not null)
            {
                throw CommandFailure.Misuse(
                    $"{name}, line {lines[value ?? stated]}: {kind.Title} {key}: {member} {problem}, "
                    + $"and is {value?.ToJsonString() ?? "nothing"}.");
            }
        }
    }
}
