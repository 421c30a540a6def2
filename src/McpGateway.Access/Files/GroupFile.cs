using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;

namespace McpGateway.Access.Files;

/// <summary>
/// One group as a JSON document: <c>{scope_name, description, server_access[], group_mappings[], ui_permissions{}, create_in_idp}</c>.
/// The same form as <c>GET /api/servers/groups/{name}</c> answers, so that an export can be imported again.
/// </summary>
internal sealed record GroupFile(ScopeRecord Scope, bool CreateInDirectory, IReadOnlyList<ImportProblem> Problems)
{
    public static GroupFile Read(JsonElement json)
    {
        var root = FileNode.Of(json);
        var reader = new RuleReader();
        var name = root.Member("scope_name")?.Text?.Trim() ?? "";
        if (name.Length == 0)
        {
            reader.Problem(root, "", "scope_name is required");
        }
        else if (ScopeNames.ProblemOf(name) is { } problem)
        {
            reader.Problem(root, name, problem);
        }

        var (rules, others) = reader.ReadEntries(root.Member("server_access"), name);
        var mappings = root.Member("group_mappings");
        var permissions = root.Member("ui_permissions");
        var scope = new ScopeRecord
        {
            Name = name,
            Description = root.Member("description")?.Text ?? "",
            Rules = rules,
            OtherEntries = others,
            GroupMappings = mappings is null || mappings.IsNothing ? [name] : reader.ReadNames(mappings, name, "'group_mappings'"),
            UiPermissions = permissions is null || permissions.IsNothing
                ? new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [ServerPermissions.List] = [] }
                : reader.ReadPermissions(permissions, name),
        };
        var create = root.Member("create_in_idp") ?? root.Member("create_in_keycloak");
        var isRefused = create?.Text is { } text && BooleanText.TryParse(text, out var wanted) && !wanted;
        return new(scope, !isRefused, reader.Problems);
    }
}
