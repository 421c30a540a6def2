using System.Text.Json.Nodes;
using McpGateway.Access.Editing;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Access.Endpoints;

public static class AccessEndpoints
{
    private static readonly char[] Separators = [',', ' '];

    /// <summary>
    /// Maps <c>explain</c>, <c>simulate</c>, <c>scopes.yml</c> and <c>import</c>. The host gives the prefix <c>/api/access</c>.
    /// </summary>
    public static RouteGroupBuilder MapAccess(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("").WithTags("Access");
        group.MapGet("explain", ExplainAsync).RequireAdministrator(AccessOperations.AdminsOnly.Detail);
        group.MapGet("scopes.yml", ExportAsync).RequireAdministrator(AccessOperations.AdminsOnly.Detail);
        group.MapPost("simulate", SimulationEndpoint.SimulateAsync).RequireAdministrator(AccessOperations.AdminsOnly.Detail);
        group.MapPost("import", ImportAsync).RequireAdministrator(ScopeImport.AdminsOnly.Detail);
        return group;
    }

    private static async Task<IResult> ExplainAsync(HttpContext context, AccessOperations operations, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var question = new AccessQuestion(query.RequiredText("server"), NullIfEmpty(query.Find("method")), NullIfEmpty(query.Find("tool")))
        {
            Scopes = Names(query, "scopes"),
            Groups = Names(query, "groups"),
            User = query.Find("user"),
        };
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        var explained = await operations.ExplainAsync(context.GetCaller(), question, cancellationToken);
        return explained.IsSuccess ? ErrorResults.Json(AccessJson.Explanation(explained.Value)) : explained.Error.ToResult();
    }

    private static async Task<IResult> ExportAsync(HttpContext context, AccessOperations operations, CancellationToken cancellationToken)
    {
        var exported = await operations.ExportAsync(context.GetCaller(), cancellationToken);
        return exported.IsSuccess ? TypedResults.Text(exported.Value, "application/yaml; charset=utf-8") : exported.Error.ToResult();
    }

    private static async Task<IResult> ImportAsync(HttpContext context, ScopeImport import, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var replaceAll = query.Boolean("replace", false);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        if (await JsonBody.ReadTextAsync(context.Request, cancellationToken) is not { } text)
        {
            return JsonBody.TooLarge();
        }

        var imported = await import.ApplyAsync(context.GetCaller(), text, replaceAll, cancellationToken);
        return imported.IsSuccess ? Imported(imported.Value) : imported.Error.ToResult();
    }

    private static IResult Imported(ScopesImported imported) => imported.Problems.Count > 0
        ? ErrorResults.Json(
            new JsonObject
            {
                ["detail"] = $"Nothing was imported: the file has {imported.Problems.Count} problem(s).",
                ["errors"] = new JsonArray([.. imported.Problems.Select(AccessJson.Problem)]),
            },
            StatusCodes.Status400BadRequest)
        : ErrorResults.Json(new JsonObject
        {
            ["message"] = "Scopes imported",
            ["written"] = AccessJson.Names(imported.Written),
            ["deleted"] = AccessJson.Names(imported.Deleted),
            ["undefined"] = AccessJson.Names(imported.Undefined),
        });

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static IReadOnlyList<string> Names(FormFields query, string name) =>
        [.. query.All(name).SelectMany(static value => value.Split(Separators, StringSplitOptions.RemoveEmptyEntries))];
}
