using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Importing;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Import of the Python product's server files.</summary>
internal static class ImportEndpoints
{
    public static void MapImport(this IEndpointRouteBuilder routes) => routes
        .MapPost("/api/servers/import", ImportAsync)
        .RequireAdministrator(ImportServers.AdminsOnly.Detail)
        .WithTags("Servers")
        .WithSummary("Import server files: all or none (administrators)")
        .Produces<ImportReport>()
        .Produces<ImportReport>(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ImportAsync(HttpContext context, ImportServers operation, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var overwrite = query.Boolean("overwrite", true);
        if (!query.IsValid)
        {
            return query.Problems.ToResult();
        }

        if (await JsonBody.ReadTextAsync(context.Request, cancellationToken) is not { } text)
        {
            return JsonBody.TooLarge();
        }

        var request = ImportRequest.Read(text);
        if (!request.IsSuccess)
        {
            return request.Error.ToResult();
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), request.Value, overwrite, cancellationToken);
        return outcome.IsSuccess ? Report(outcome.Value) : outcome.Error.ToResult();
    }

    private static IResult Report(ImportOutcome outcome) => Answers.Json(
        new ImportReport(
            outcome.IsAccepted ? "Import completed" : "Nothing was imported: mend the refused items and send the import again",
            outcome.IsAccepted ? outcome.Items.Count : 0,
            [.. outcome.Items.Select(
                (item, index) => new ImportItem(index, item.Path, StatusOf(item, outcome), item.Problems, item.Warnings))]),
        ContractsJsonContext.Default.ImportReport,
        outcome.IsAccepted ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    private static string StatusOf(ImportedServer item, ImportOutcome outcome) =>
        item.Problems.Count > 0 ? "refused"
        : !outcome.IsAccepted ? "skipped"
        : item.IsNew ? "created" : "updated";
}
