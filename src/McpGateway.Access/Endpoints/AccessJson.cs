using System.Globalization;
using System.Text.Json.Nodes;
using McpGateway.Access.Decisions;
using McpGateway.Access.Files;
using McpGateway.Access.Groups;
using McpGateway.Access.Scopes;

namespace McpGateway.Access.Endpoints;

/// <summary>The JSON forms of this feature on the wire.</summary>
public static class AccessJson
{
    public static JsonArray Names(IEnumerable<string> names) => [.. names.Select(static name => JsonValue.Create(name))];

    public static JsonObject Explanation(AccessExplanation explanation) => new()
    {
        ["allowed"] = explanation.Allowed,
        ["reason"] = explanation.Reason,
        ["quarantine"] = explanation.Quarantine,
        ["hidden_by"] = explanation.HiddenBy,
        ["server"] = explanation.Server,
        ["method"] = explanation.Method,
        ["tool"] = explanation.Tool,
        ["scopes"] = Names(explanation.Scopes),
        ["unknown_scopes"] = Names(explanation.UnknownScopes),
        ["matched"] = Explained(explanation.Matched),
        ["considered"] = Explained(explanation.Considered),
    };

    /// <summary>One group. What is answered here can be imported again.</summary>
    public static JsonObject Group(ScopeRecord scope)
    {
        JsonArray entries = [.. scope.Rules.Select(Rule), .. scope.OtherEntries.Select(static entry => JsonObject.Create(entry))];
        var permissions = new JsonObject();
        foreach (var (action, resources) in scope.UiPermissions)
        {
            permissions[action] = Names(resources);
        }

        return new()
        {
            ["scope_name"] = scope.Name,
            ["scope_type"] = "server_scope",
            ["description"] = scope.Description,
            ["server_access"] = entries,
            ["group_mappings"] = Names(scope.GroupMappings),
            ["ui_permissions"] = permissions,
            ["created_at"] = Time(scope.CreatedAt),
            ["updated_at"] = Time(scope.UpdatedAt),
        };
    }

    public static JsonObject Listing(GroupListing listing)
    {
        var body = new JsonObject
        {
            ["keycloak_groups"] = new JsonArray([.. (listing.Directory ?? []).Select(static group => new JsonObject
            {
                ["name"] = group.Name,
                ["id"] = group.Id,
                ["path"] = group.Path,
            })]),
        };
        var summaries = new JsonObject();
        foreach (var scope in listing.Scopes ?? [])
        {
            summaries[scope.Name] = Summary(scope);
        }

        body["scopes_groups"] = summaries;

        // The lists compare two sides: with one of them not asked for, there is nothing to compare.
        var isCompared = listing is { Directory: not null, Scopes: not null };
        var theirs = isCompared ? listing.Directory!.Select(static group => group.Name).Distinct(StringComparer.Ordinal).ToArray() : [];
        var ours = isCompared ? listing.Scopes!.Select(static scope => scope.Name).ToArray() : [];
        body["synchronized"] = Names(ours.Intersect(theirs, StringComparer.Ordinal));
        body["keycloak_only"] = Names(theirs.Except(ours, StringComparer.Ordinal));
        body["scopes_only"] = Names(ours.Except(theirs, StringComparer.Ordinal));
        if (listing.DirectoryProblem is not null)
        {
            body["keycloak_error"] = listing.DirectoryProblem;
        }

        return body;
    }

    public static JsonObject Problem(ImportProblem problem) => new()
    {
        ["line"] = problem.Line > 0 ? problem.Line : null,
        ["scope"] = problem.Scope.Length > 0 ? problem.Scope : null,
        ["message"] = problem.Message,
    };

    private static JsonObject Summary(ScopeRecord scope)
    {
        var servers = scope.Rules.Select(CompiledScope.NameOf)
            .Where(static name => name.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return new()
        {
            ["name"] = scope.Name,
            ["description"] = scope.Description,
            ["server_count"] = servers.Count,
            ["servers"] = Names(servers),
            ["in_mappings"] = Names(scope.GroupMappings),
        };
    }

    private static JsonArray Explained(IEnumerable<ExplainedRule> rules) =>
        [.. rules.Select(static explained => new JsonObject { ["scope"] = explained.Scope, ["rule"] = Rule(explained.Rule) })];

    private static JsonObject Rule(ServerRule rule) =>
        new() { ["server"] = rule.Server, ["methods"] = Names(rule.Methods), ["tools"] = Names(rule.Tools) };

    private static string Time(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture) : "";
}
