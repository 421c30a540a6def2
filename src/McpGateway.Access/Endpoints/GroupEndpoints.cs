using System.Text.Json.Nodes;
using McpGateway.Access.Editing;
using McpGateway.Access.Files;
using McpGateway.Access.Groups;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Access.Endpoints;

public static class GroupEndpoints
{
    /// <summary>Maps the groups API. The host gives the prefix <c>/api/servers/groups</c>.</summary>
    public static RouteGroupBuilder MapGroups(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Groups");
        group.MapPost("create", CreateAsync).RequireAdministrator(GroupOperations.AdminsOnly.Detail);
        group.MapPost("delete", DeleteAsync).RequireAdministrator(GroupOperations.AdminsOnly.Detail);
        group.MapPost("add", AddServerAsync);
        group.MapPost("remove", RemoveServerAsync);
        group.MapPost("import", ImportAsync).RequireAdministrator(ScopeImport.AdminsOnly.Detail);
        group.MapGet("", ListAsync);

        // Names may hold slashes, sent as they are or as %2F.
        group.MapGet("{**name}", FindAsync);
        return group;
    }

    /// <summary>
    /// Maps the same operations under the names of the internal API, which takes HTTP Basic. The host gives the prefix
    /// <c>/api/internal</c>.
    /// </summary>
    public static RouteGroupBuilder MapInternalGroups(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Internal").RequireAuthorization(EndpointPolicies.Internal);
        group.MapPost("create-group", CreateAsync);
        group.MapPost("delete-group", DeleteAsync);
        group.MapPost("add-to-groups", AddServerAsync);
        group.MapPost("remove-from-groups", RemoveServerAsync);
        group.MapGet("list-groups", ListAsync);
        return group;
    }

    private static async Task<IResult> CreateAsync(HttpContext context, GroupOperations groups, CancellationToken cancellationToken)
    {
        var read = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        var form = read.Value;
        var (name, description) = (form.RequiredText("group_name"), form.Text("description", ""));
        var create = form.OptionalBoolean("create_in_idp") ?? form.Boolean("create_in_keycloak", true);
        if (!form.IsValid)
        {
            return form.Problems.ToResult();
        }

        var created = await groups.CreateAsync(context.GetCaller(), name, description, create, cancellationToken);
        return created.IsSuccess
            ? ErrorResults.Json(new JsonObject
            {
                ["message"] = "Group successfully created",
                ["group_name"] = created.Value.Name,
                ["created_in_idp"] = created.Value.IsInDirectory,
                ["created_in_keycloak"] = created.Value.IsInDirectory,
                ["created_in_scopes"] = true,
            })
            : created.Error.ToResult();
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, GroupOperations groups, CancellationToken cancellationToken)
    {
        var read = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        var form = read.Value;
        var (name, force) = (form.RequiredText("group_name"), form.Boolean("force", false));
        var fromDirectory = form.OptionalBoolean("delete_from_keycloak") ?? form.Boolean("delete_from_idp", true);
        if (!form.IsValid)
        {
            return form.Problems.ToResult();
        }

        var deleted = await groups.DeleteAsync(context.GetCaller(), name, fromDirectory, force, cancellationToken);
        return deleted.IsSuccess
            ? ErrorResults.Json(new JsonObject
            {
                ["message"] = "Group deletion completed",
                ["group_name"] = deleted.Value.Name,
                ["deleted_from_keycloak"] = deleted.Value.WasInDirectory,
                ["deleted_from_idp"] = deleted.Value.WasInDirectory,
                ["deleted_from_scopes"] = deleted.Value.WasInScopes,
            })
            : deleted.Error.ToResult();
    }

    private static Task<IResult> AddServerAsync(HttpContext context, GroupOperations groups, CancellationToken cancellationToken) =>
        MoveServerAsync(context, groups.AddServerAsync, "Server successfully added to groups", cancellationToken);

    private static Task<IResult> RemoveServerAsync(HttpContext context, GroupOperations groups, CancellationToken cancellationToken) =>
        MoveServerAsync(context, groups.RemoveServerAsync, "Server successfully removed from groups", cancellationToken);

    private static async Task<IResult> MoveServerAsync(
        HttpContext context,
        Func<Caller, string, IReadOnlyList<string>, CancellationToken, Task<Result<GroupMembership>>> move,
        string message,
        CancellationToken cancellationToken)
    {
        var read = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error.ToResult();
        }

        var form = read.Value;
        var (server, names) = (form.RequiredText("server_name"), form.RequiredText("group_names"));
        if (!form.IsValid)
        {
            return form.Problems.ToResult();
        }

        string[] groups = [
            .. names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
        var moved = await move(context.GetCaller(), server, groups, cancellationToken);
        if (!moved.IsSuccess)
        {
            return moved.Error.ToResult();
        }

        var body = new JsonObject
        {
            ["message"] = message,
            ["server_path"] = moved.Value.ServerPath,
            ["groups"] = AccessJson.Names(moved.Value.Groups),
        };
        if (moved.Value.Missing.Count > 0)
        {
            body["groups_not_found"] = AccessJson.Names(moved.Value.Missing);
        }

        return ErrorResults.Json(body);
    }

    private static async Task<IResult> ImportAsync(HttpContext context, ScopeImport import, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var imported = await import.ApplyGroupAsync(context.GetCaller(), GroupFile.Read(body.Root), cancellationToken);
        return imported.IsSuccess
            ? ErrorResults.Json(new JsonObject
            {
                ["message"] = $"Group {imported.Value.Name} imported successfully",
                ["group_name"] = imported.Value.Name,
                ["idp_created"] = imported.Value.IsInDirectory,
                ["auth_server_reloaded"] = true,
            })
            : imported.Error.ToResult();
    }

    private static async Task<IResult> ListAsync(HttpContext context, GroupQueries groups, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var (withDirectory, withScopes) = (query.Boolean("include_keycloak", true), query.Boolean("include_scopes", true));
        return query.IsValid
            ? ErrorResults.Json(
                AccessJson.Listing(await groups.ListAsync(context.GetCaller(), withDirectory, withScopes, cancellationToken)))
            : query.Problems.ToResult();
    }

    private static async Task<IResult> FindAsync(HttpContext context, string name, GroupQueries groups, CancellationToken cancellationToken)
    {
        // The server leaves an encoded slash as it came; everything else in the path is decoded already.
        var decoded = name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var found = await groups.FindAsync(context.GetCaller(), decoded, cancellationToken);
        return found.IsSuccess ? ErrorResults.Json(AccessJson.Group(found.Value)) : found.Error.ToResult();
    }
}
