using System.Text;
using System.Text.Json;
using McpGateway.Access.Files;
using McpGateway.Foundation.Http;

namespace McpGateway.Fuzz.Targets;

/// <summary>The import of scopes: what is imported is exported as text that imports to the same.</summary>
internal sealed class ScopesYamlTarget : FuzzTarget
{
    public override string Name => "scopes";

    public override long FreeBytes => 4 * 1024 * 1024;

    public override long BytesPerByte => 60_000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "UI-Scopes:\n", "group_mappings:\n", "  - server: a\n", "    methods: [all]\n", "    tools: ['*']\n", "&a ", "*a", "<<: *a", "- ",
        ": ", "\n  ", "'", "\"",
        "|\n", ">-\n", "!!int 1", "---\n", "...\n", "# c", "{", "}", "[", "]", "\t", "\\U0010ffff", "agents: {}", "null", "~", "? ",
        "%YAML 1.2\n",
    ];

    public override int Run(byte[] input)
    {
        var file = ScopesFile.Parse(Encoding.UTF8.GetString(input));
        Require(file.Problems.Count == 0 || file.Scopes.Count == 0, "a file with problems imports nothing");
        if (file.Problems.Count > 0)
        {
            var message = file.Problems[0].Message;
            return HashCode.Combine(message.Length > 40 ? message[..40] : message, Math.Min(file.Problems.Count, 4));
        }

        var written = ScopesYaml.Write(file.Scopes);
        var again = ScopesFile.Parse(written);
        Require(again.Problems.Count == 0, "what is exported imports");
        Require(Describe(again) == Describe(file), "what is exported imports to the same");
        return HashCode.Combine(Math.Min(file.Scopes.Count, 8), file.Scopes.Sum(scope => Math.Min(3, scope.Rules.Count)),
            file.Undefined.Count);
    }

    private static string Describe(ScopesFile file) => JsonSerializer.Serialize(file.Scopes
        .OrderBy(scope => scope.Name, StringComparer.Ordinal)
        .Select(scope => new object[]
        {
            scope.Name,
            scope.Rules.Select(rule => new object[] { rule.Server, rule.Methods, rule.Tools }),
            scope.GroupMappings.Order(StringComparer.Ordinal),
            scope.UiPermissions.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => new object[] { entry.Key, entry.Value }),
            scope.OtherEntries.Count,
        }));
}

/// <summary>The import of one group.</summary>
internal sealed class GroupFileTarget : FuzzTarget
{
    public override string Name => "group";

    public override long BytesPerByte => 3000;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\"scope_name\":\"a\"", "\"server_access\":[", "{\"server\":\"a\",\"methods\":[\"all\"],\"tools\":[]}", "\"access_rules\":[",
        "\"agents\":{}",
        "\"group_mappings\":[\"g\"]", "\"ui_permissions\":{\"list_service\":[\"all\"]}", "\"create_in_idp\":false", "null", "1", "{", "}",
        "[", "]", ",",
    ];

    public override int Run(byte[] input)
    {
        if (StrictJson.ReadObject(input) is not { } json)
        {
            return 0;
        }

        var file = GroupFile.Read(json);
        Require(file.Problems.Count > 0 || file.Scope.Name.Length > 0, "a group has a name or a problem");
        Require(file.Scope.Rules.All(rule => rule.Server.Trim('/').Length > 0), "a rule names a server");
        return HashCode.Combine(file.Problems.Count > 0 ? file.Problems[0].Message
            : "", file.CreateInDirectory, Math.Min(3, file.Scope.Rules.Count));
    }
}
