using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>
/// The older form routes, which existing web pages and scripts post to. The same operations with other fields and answers.
/// </summary>
internal static class LegacyServerEndpoints
{
    public static void MapLegacyServers(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api").WithTags("Servers (form routes)");
        api.MapPost("/register", RegisterAsync)
            .WithMetadata(ServerForms.Register)
            .WithSummary("Register a new server (form)")
            .Produces<ServerRegisteredDocument>(StatusCodes.Status201Created);
        api.MapPost("/toggle/{**path}", ToggleAsync)
            .WithMetadata(ServerForms.LegacyToggle)
            .WithSummary("Set the state of a server (form: enabled=on)")
            .Produces<ServerToggled>();
        api.MapPost("/edit/{**path}", EditAsync)
            .WithMetadata(ServerForms.Edit)
            .WithSummary("Edit a server (form)")
            .Produces(StatusCodes.Status303SeeOther);
        api.MapGet("/server_details/{**path}", DetailsAsync)
            .WithSummary("The document of a server, or of all")
            .Produces<ServerDocument>();
        api.MapGet("/tools/{**path}", ToolRoutes.GetAsync)
            .WithSummary("Tools of a server, or of all, that the caller may call")
            .Produces<ServerTools>();
        api.MapPost("/refresh/{**path}", RefreshAsync).WithSummary("Check a server now").Produces<ServerRefreshed>();
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, RegisterServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        var draft = ServerFormReader.ReadDraft(form.Value);
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var caller = context.GetCaller();
        var outcome = await operation.ExecuteAsync(caller, draft, new RegisterMode(Overwrite: false), cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error.Kind == ErrorKind.Conflict ? Exists(draft) : outcome.Error.ToResult();
        }

        return await EchoAsync(caller, outcome.Value, queries, cancellationToken);
    }

    public static async Task<IResult> EchoAsync(
        Caller caller, RegisteredServer registered, ServerQueries queries, CancellationToken cancellationToken)
    {
        var details = await queries.DetailsAsync(caller, registered.Server, cancellationToken);
        return Answers.Json(
            new ServerRegisteredDocument(
                "Service registered successfully", ServerResponseMapper.Document(details),
                ServerResponseMapper.Warnings(registered.Warnings)),
            ContractsJsonContext.Default.ServerRegisteredDocument,
            StatusCodes.Status201Created);
    }

    private static IResult Exists(ServerRegistration draft) => Answers.Json(
        new PlainError($"Service with path '{ServerPath.Normalise(draft.Path)}' already exists or failed to save"),
        ContractsJsonContext.Default.PlainError,
        StatusCodes.Status400BadRequest);

    private static async Task<IResult> ToggleAsync(
        HttpContext context, string? path, ToggleServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        // A check box: it is sent as "on", or not at all.
        var caller = context.GetCaller();
        var outcome = await operation.ExecuteAsync(caller, path ?? "", form.Value.Find("enabled") == "on", cancellationToken);
        return outcome.IsSuccess ? ServerEndpoints.ToggleAnswer(caller, outcome.Value, queries) : outcome.Error.ToResult();
    }

    private static async Task<IResult> EditAsync(
        HttpContext context, string? path, EditServer operation, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        var change = ServerFormReader.ReadEdit(form.Value);
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path ?? "", change, cancellationToken);
        return outcome.IsSuccess ? SeeOther.To(context, "/") : outcome.Error.ToResult();
    }

    private static async Task<IResult> DetailsAsync(
        HttpContext context, string? path, ServerQueries queries, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        if (path?.Trim('/') is "all")
        {
            var all = await queries.ListDetailsAsync(caller, cancellationToken);
            return Answers.Json(
                all.ToDictionary(details => details.View.Server.Path, ServerResponseMapper.Document, StringComparer.Ordinal),
                ContractsJsonContext.Default.ServerDocuments);
        }

        var found = await queries.FindDetailsAsync(caller, path ?? "", "Service path not registered", cancellationToken);
        return found.IsSuccess
            ? Answers.Json(ServerResponseMapper.Document(found.Value), ContractsJsonContext.Default.ServerDocument)
            : found.Error.ToResult();
    }

    private static async Task<IResult> RefreshAsync(
        HttpContext context, string? path, RefreshServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        var outcome = await operation.CheckAsync(caller, path ?? "", cancellationToken);
        if (!outcome.IsSuccess)
        {
            return outcome.Error.ToResult();
        }

        var (server, health) = (outcome.Value.Server, outcome.Value.Health);
        return Answers.Json(
            new ServerRefreshed(
                $"Service {server.Path} refreshed successfully",
                server.Path,
                health.Status,
                WireTime.WithOffset(health.LastChecked),
                queries.ViewOf(caller, server).Tools),
            ContractsJsonContext.Default.ServerRefreshed);
    }
}
