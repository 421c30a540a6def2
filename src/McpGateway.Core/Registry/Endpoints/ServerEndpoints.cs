using McpGateway.Contracts;
using McpGateway.Contracts.Servers;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Registry.Endpoints;

/// <summary>The fixed routes of <c>/api/servers</c>.</summary>
internal static class ServerEndpoints
{
    public static void MapServers(this IEndpointRouteBuilder routes)
    {
        var servers = routes.MapGroup("/api/servers").WithTags("Servers");
        servers.MapGet("/", List).WithSummary("Servers that the caller may see").Produces<ServerList>();
        servers.MapPost("/register", RegisterAsync)
            .WithMetadata(ServerForms.Register)
            .WithSummary("Register or replace a server (form)")
            .Produces<ServerRegistered>(StatusCodes.Status201Created);
        servers.MapPost("/toggle", ToggleAsync)
            .WithMetadata(ServerForms.Toggle)
            .WithSummary("Switch a server on or off (form)")
            .Produces<ServerToggled>();
        servers.MapPost("/remove", RemoveAsync)
            .WithMetadata(ServerForms.Path)
            .WithSummary("Remove a server (form)")
            .Produces<ServerRemoved>();
        servers.MapGet("/health", Health)
            .WithSummary("Health of the servers that the caller may use, by path")
            .Produces<IReadOnlyDictionary<string, HealthEntry>>();
        servers.MapGet("/tools/{**path}", ToolRoutes.GetAsync)
            .WithSummary("Tools of a server, or of all, that the caller may call")
            .Produces<ServerTools>();
    }

    public static IResult Health(HttpContext context, ServerQueries queries) => Answers.Json(
        queries.Usable(context.GetCaller()).ToDictionary(view => view.Server.Path, ServerResponseMapper.Health, StringComparer.Ordinal),
        ContractsJsonContext.Default.HealthEntries);

    private static IResult List(HttpContext context, ServerQueries queries, string? query) => Answers.Json(
        new ServerList(
            [.. queries.List(context.GetCaller(), query).Select(ServerResponseMapper.ListItem)]), ContractsJsonContext.Default.ServerList);

    private static async Task<IResult> RegisterAsync(HttpContext context, RegisterServer operation, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        var draft = ServerFormReader.ReadDraft(form.Value);
        var overwrite = form.Value.Boolean("overwrite", true);
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), draft, new RegisterMode(overwrite), cancellationToken);
        return outcome.IsSuccess ? Registered(outcome.Value) : Refused(outcome.Error);
    }

    private static IResult Registered(RegisteredServer registered) => Answers.Json(
        new ServerRegistered(
            registered.Server.Path,
            registered.Server.ServerName,
            $"Service '{registered.Server.ServerName}' registered successfully at path '{registered.Server.Path}'",
            ServerResponseMapper.Warnings(registered.Warnings)),
        ContractsJsonContext.Default.ServerRegistered,
        StatusCodes.Status201Created);

    private static IResult Refused(Error error) => error.Kind == ErrorKind.Conflict
        ? Answers.Reasoned(
            StatusCodes.Status409Conflict, "Service registration failed", error.Detail,
            detail: "Use overwrite=true to replace existing service")
        : error.ToResult();

    private static async Task<IResult> ToggleAsync(
        HttpContext context, ToggleServer operation, ServerQueries queries, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        // Existing clients name the server by either field, and one of them does not say the state: it wants the other one.
        var path = form.Value.Find("service_path") ?? form.Value.RequiredText("path");
        var enable = form.Value.OptionalBoolean("new_state");
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var caller = context.GetCaller();
        var outcome = await operation.ExecuteAsync(caller, path, enable, cancellationToken);
        return outcome.IsSuccess ? ToggleAnswer(caller, outcome.Value, queries) : outcome.Error.ToResult();
    }

    public static IResult ToggleAnswer(Caller caller, ToggledServer toggled, ServerQueries queries, string? message = null) => Answers.Json(
        ServerResponseMapper.Toggled(
            toggled, queries.ViewOf(caller, toggled.Server).Tools, message ?? MessageOf(toggled)),
        ContractsJsonContext.Default.ServerToggled);

    private static string MessageOf(ToggledServer toggled) => toggled.WasSwitchedOffAgain
        ? $"{toggled.Server.Path} was switched on and is off again: its security scan found it unsafe. "
            + $"GET /api/servers{toggled.Server.Path}/security-scan says why."
        : $"Toggle request for {toggled.Server.Path} processed.";

    private static async Task<IResult> RemoveAsync(HttpContext context, RemoveServer operation, CancellationToken cancellationToken)
    {
        var form = await FormFields.ReadAsync(context.Request, cancellationToken);
        if (!form.IsSuccess)
        {
            return form.Error.ToResult();
        }

        var path = form.Value.RequiredText("path");
        if (!form.Value.IsValid)
        {
            return form.Value.Problems.ToResult();
        }

        var outcome = await operation.ExecuteAsync(context.GetCaller(), path, cancellationToken);
        return outcome.IsSuccess
            ? Answers.Json(
                new ServerRemoved("Service removed successfully", outcome.Value.Path), ContractsJsonContext.Default.ServerRemoved)
            : RemovalRefused(outcome.Error);
    }

    public static IResult RemovalRefused(Error error) => error.Kind == ErrorKind.NotFound
        ? Answers.Reasoned(
            StatusCodes.Status404NotFound, "Service not found", error.Detail, "Check the service path and ensure it is registered")
        : error.ToResult();
}
