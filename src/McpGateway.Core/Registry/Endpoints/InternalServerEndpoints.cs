using McpGateway.Access.Endpoints;
using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>Routes for scripts that sign in as the administrator with HTTP Basic.</summary>
internal static class InternalServerEndpoints
{
    public static void MapInternalServers(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/api/internal").WithTags("Internal (HTTP Basic)")
            .RequireAuthorization(EndpointPolicies.Internal);
        servers.MapPost("/register", RegisterAsync)
            .WithMetadata(ServerForms.Register)
            .WithSummary("Register and switch on a server (form)")
            .Produces<ServerRegisteredDocument>(StatusCodes.Status201Created);
        servers.MapPost("/remove", RemoveAsync)
            .WithMetadata(ServerForms.ServicePath)
            .WithSummary("Remove a server (form)")
            .Produces<InternalRemoved>();
        servers.MapPost("/toggle", ToggleAsync)
            .WithMetadata(ServerForms.ServicePath)
            .WithSummary("Flip the state of a server (form)")
            .Produces<ServerToggled>();
        servers.MapPost("/healthcheck", ServerEndpoints.Health)
            .WithSummary("Health of every server, by path")
            .Produces<IReadOnlyDictionary<string, HealthEntry>>();
        servers.MapGet("/list", ListAsync).WithSummary("Every server with its tools").Produces<InternalList>();
    }

    private static async Task<IResult> RegisterAsync(
        HttpContext context, RegisterServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        var draft = ServerFormReader.ReadDraft(form.Value) with { IsEnabled = true };
        var mode = new RegisterMode(form.Value.Boolean("overwrite", true), AddToUnrestricted: true);
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var caller = context.GetCaller();
        var outcome = await operation.ExecuteAsync(caller, draft, mode, cancellationToken);
        if (outcome.IsSuccess)
        {
            return await LegacyServerEndpoints.EchoAsync(caller, outcome.Value, queries, cancellationToken);
        }

        return outcome.Error.Kind == ErrorKind.Conflict
            ? Answers.Reasoned(
                StatusCodes.Status409Conflict,
                "Service registration failed",
                outcome.Error.Detail,
                "Set overwrite=true or use the remove command first")
            : outcome.Error.ToResult();
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, RemoveServer operation, CancellationToken cancellationToken)
    {
        var (path, refusal) = await ReadPathAsync(context, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new InternalRemoved("Service removed successfully", outcome.Value.Path), ContractsJsonContext.Default.InternalRemoved)
            : ServerEndpoints.RemovalRefused(outcome.Error);
    }

    private static async Task<IResult> ToggleAsync(
        HttpContext context, ToggleServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var (path, refusal) = await ReadPathAsync(context, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var caller = context.GetCaller();
        var outcome = await operation.ExecuteAsync(caller, path, enable: null, cancellationToken);
        if (outcome.IsSuccess)
        {
            return ServerEndpoints.ToggleAnswer(caller, outcome.Value, queries, "Service toggled successfully");
        }

        return outcome.Error.Kind == ErrorKind.NotFound
            ? Answers.Reasoned(
                StatusCodes.Status404NotFound,
                "Service not found",
                $"No service registered at path '{ServerPath.KeyOf(path)}'",
                "Check the service path and ensure it is registered")
            : outcome.Error.ToResult();
    }

    private static async Task<IResult> ListAsync(HttpContext context, ServerQueries queries, CancellationToken cancellationToken)
    {
        var all = await queries.ListWithToolsAsync(context.GetCaller(), cancellationToken);
        return Answers.Json(
            new InternalList([.. all.Select(ServerResponseMapper.InternalItem)], all.Count), ContractsJsonContext.Default.InternalList);
    }

    private static async Task<(string Path, IResult? Refusal)> ReadPathAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return ("", form.Error.ToResult());
        }

        var path = form.Value.RequiredText("service_path");
        return (path, form.Value.IsValid ? null : form.Value.Problems.ToResult());
    }
}
