using System.Text.Json.Nodes;
using McpGateway.Access.Endpoints;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Federation.Config;

/// <summary>The configuration of sources (registry contract §13), for administrators.</summary>
internal static class ConfigEndpoints
{
    public static void MapFederationConfigs(this IEndpointRouteBuilder routes)
    {
        var federation = routes.MapGroup("/api/federation").WithTags("Federation").RequireAdministrator(
            FederationConfigs.AdminsOnly.Detail);
        federation.MapGet("/config", GetAsync).WithSummary("A configuration of sources");
        federation.MapPost("/config", SaveAsync).WithSummary("Replace a configuration of sources");
        federation.MapPut("/config/{configId}", UpdateAsync).WithSummary("Replace a configuration of sources");
        federation.MapDelete("/config/{configId}", DeleteAsync).WithSummary("Delete a configuration of sources");
        federation.MapGet("/configs", ListAsync).WithSummary("All configurations of sources");
        federation.MapPut("/config/{configId}/sources/{sourceId}", PutSourceAsync).WithSummary("Add or replace one source");
        federation.MapDelete("/config/{configId}/sources/{sourceId}", RemoveSourceAsync).WithSummary("Remove one source");
        federation.MapPost("/config/{configId}/anthropic/servers", AddServerAsync).WithSummary("Bring one more server in");
        federation.MapPost("/config/{configId}/anthropic/servers/{**serverName}", AddNamedServerAsync)
            .WithSummary("Bring one more server in");
        federation.MapDelete("/config/{configId}/anthropic/servers/{**serverName}", RemoveServerAsync)
            .WithSummary("Do not bring a server in any more");
        federation.MapPost("/config/{configId}/asor/agents", AddAgentAsync).WithSummary("Bring one more agent in");
        federation.MapDelete("/config/{configId}/asor/agents/{**agentId}", RemoveAgentAsync)
            .WithSummary("Do not bring an agent in any more");
    }

    /// <summary>The configuration that a request is about.</summary>
    public static string IdOf(HttpRequest request) =>
        FormFields.OfQuery(request).Find("config_id") is { Length: > 0 } id ? id : FederationConfigRecord.Default;

    private static async Task<IResult> GetAsync(HttpContext context, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var id = IdOf(context.Request);
        return await configs.FindAsync(id, cancellationToken) is { } config
            ? ErrorResults.Json(ConfigDocument.Write(config))
            : FederationConfigs.NotFound(id).ToResult();
    }

    private static async Task<IResult> SaveAsync(HttpContext context, FederationConfigs configs, CancellationToken cancellationToken) =>
        await ReplaceAsync(
            context, configs, IdOf(context.Request), "Federation configuration saved successfully", StatusCodes.Status201Created,
            cancellationToken);

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string configId, FederationConfigs configs, CancellationToken cancellationToken) =>
        await ReplaceAsync(
            context, configs, configId, "Federation configuration updated successfully", StatusCodes.Status200OK,
            cancellationToken);

    private static async Task<IResult> ReplaceAsync(
        HttpContext context, FederationConfigs configs, string id, string message, int status, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var saved = await configs.ReplaceAsync(context.GetCaller(), id, body.Root, cancellationToken);
        return saved.IsSuccess
            ? ErrorResults.Json(
                new JsonObject { ["message"] = message, ["config_id"] = id, ["config"] = ConfigDocument.Write(saved.Value) }, status)
            : saved.Error.WithInput(field => ConfigDocument.SentIn(body.Root, field)).ToResult();
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string configId, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var deleted = await configs.DeleteAsync(context.GetCaller(), configId, cancellationToken);
        return deleted.IsSuccess
            ? ErrorResults.Json(new JsonObject
            {
                ["message"] = $"Federation configuration '{configId}' deleted successfully",
                ["config_id"] = configId,
            })
            : deleted.Error.ToResult();
    }

    private static async Task<IResult> ListAsync(FederationConfigs configs, CancellationToken cancellationToken)
    {
        var all = await configs.ListAsync(cancellationToken);
        return ErrorResults.Json(new JsonObject
        {
            ["configs"] = new JsonArray(
            [
                .. all.Select(static item => (JsonNode)new JsonObject
                {
                    ["id"] = item.Id,
                    ["created_at"] = item.Config.CreatedAt.UtcDateTime,
                    ["updated_at"] = item.Config.UpdatedAt.UtcDateTime,
                }),
            ]),
            ["total"] = all.Count,
        });
    }

    private static async Task<IResult> PutSourceAsync(
        HttpContext context, string configId, string sourceId, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadObjectAsync(context.Request, cancellationToken);
        if (body.Refusal is not null)
        {
            return body.Refusal;
        }

        var put = await configs.PutSourceAsync(context.GetCaller(), configId, sourceId, body.Root, cancellationToken);
        return put.IsSuccess
            ? Changed(put, $"Source '{sourceId}' saved")
            : put.Error.WithInput(field => ConfigDocument.SentInSource(body.Root, sourceId, field)).ToResult();
    }

    private static async Task<IResult> RemoveSourceAsync(
        HttpContext context, string configId, string sourceId, FederationConfigs configs, CancellationToken cancellationToken) =>
        Changed(
            await configs.RemoveSourceAsync(context.GetCaller(), configId, sourceId, cancellationToken),
            $"Source '{sourceId}' removed");

    private static Task<IResult> AddServerAsync(
        HttpContext context, string configId, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var name = query.RequiredText("server_name");
        return query.IsValid
            ? AddAsync(context, configs, configId, SourceKinds.Registry, name, "Server", begins: false, cancellationToken)
            : Task.FromResult(query.Problems.ToResult());
    }

    /// <summary>
    /// The form that the product's own documentation shows: it is enough on a new gateway, where nothing is configured yet.
    /// </summary>
    private static Task<IResult> AddNamedServerAsync(
        HttpContext context, string configId, string serverName, FederationConfigs configs, CancellationToken cancellationToken) =>
        AddAsync(
            context, configs, configId, SourceKinds.Registry, Plain(serverName), "Server", begins: true, cancellationToken);

    private static Task<IResult> AddAgentAsync(
        HttpContext context, string configId, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var query = FormFields.OfQuery(context.Request);
        var agent = query.RequiredText("agent_id");
        return query.IsValid
            ? AddAsync(context, configs, configId, SourceKinds.Asor, agent, "Agent", begins: false, cancellationToken)
            : Task.FromResult(query.Problems.ToResult());
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, FederationConfigs configs, string id, string source, string name, string thing, bool begins,
        CancellationToken cancellationToken)
    {
        var changed = await configs.AddNameAsync(context.GetCaller(), id, source, name, thing, begins, cancellationToken);
        var message = $"{thing} '{name}' added to {LabelOf(source)} configuration";
        return Changed(
            changed,
            changed.Value?.Find(source) switch
            {
                { Enabled: false } => $"{message}. The source is switched off: nothing comes from it before it has \"enabled\": true",
                { Names.Count: 1 } when begins => message + ". The source is switched on, and asked for what it names only",
                _ => message,
            });
    }

    private static async Task<IResult> RemoveServerAsync(
        HttpContext context, string configId, string serverName, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var name = Plain(serverName);
        return Removed(
            await configs.RemoveNameAsync(
                context.GetCaller(), configId, SourceKinds.Registry, name, "Server", cancellationToken),
            SourceKinds.Registry, $"Server '{name}' removed from Anthropic configuration");
    }

    private static async Task<IResult> RemoveAgentAsync(
        HttpContext context, string configId, string agentId, FederationConfigs configs, CancellationToken cancellationToken)
    {
        var id = Plain(agentId);
        return Removed(
            await configs.RemoveNameAsync(context.GetCaller(), configId, SourceKinds.Asor, id, "Agent", cancellationToken),
            SourceKinds.Asor, $"Agent '{id}' removed from ASOR configuration");
    }

    /// <summary>Names contain slashes, which clients encode or not.</summary>
    private static string Plain(string? name) => Uri.UnescapeDataString(name ?? "");

    private static string LabelOf(string source) => source == SourceKinds.Registry ? "Anthropic" : "ASOR";

    private static IResult Removed(Result<FederationConfigRecord> changed, string source, string message) => Changed(
        changed,
        changed.Value?.Find(source) is { Names.Count: 0 }
            ? message + ". It was the last one: the source is switched off, because without names it would bring everything in"
            : message);

    private static IResult Changed(Result<FederationConfigRecord> changed, string message) => changed.IsSuccess
        ? ErrorResults.Json(new JsonObject { ["message"] = message, ["config"] = ConfigDocument.Write(changed.Value) })
        : changed.Error.ToResult();
}
