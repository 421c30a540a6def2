using System.Text.Json.Nodes;

namespace McpGateway.Core.Registry.Servers;

/// <summary>A server as others outside are told of it: what is registered, without header values and the query of addresses.</summary>
internal static class ServerCard
{
    public static JsonObject Of(ServerRecord server, IEnumerable<string> headerNames)
    {
        ArgumentNullException.ThrowIfNull(server);
        return new()
        {
            ["server_name"] = server.ServerName,
            ["description"] = server.Description,
            ["path"] = server.Path,
            ["version"] = ServerVersions.Of(server),
            ["proxy_pass_url"] = Address(server.ProxyPassUrl),
            ["mcp_endpoint"] = Address(server.McpEndpoint),
            ["sse_endpoint"] = Address(server.SseEndpoint),
            ["tags"] = Texts(server.Tags),
            ["license"] = server.License,
            ["supported_transports"] = Texts(server.SupportedTransports),
            ["auth_type"] = server.AuthType,
            ["auth_provider"] = server.AuthProvider,
            ["header_names"] = Texts(headerNames),
            ["is_enabled"] = server.IsEnabled,
            ["visibility"] = server.Visibility,
            ["allowed_groups"] = Texts(server.AllowedGroups),
            ["registered_by"] = server.RegisteredBy,
        };
    }

    /// <summary>With the names of the headers that are stored.</summary>
    public static async Task<JsonObject> OfAsync(ServerRepository repository, ServerRecord server, CancellationToken cancellationToken)
    {
        var secrets = await repository.FindSecretsAsync(server.Key, cancellationToken);
        return Of(server, (secrets?.Value.Headers ?? []).Select(static header => header.Name));
    }

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(static text => JsonValue.Create(text))];

    private static string? Address(string? url) => url is null ? null : ServerUrl.WithoutQuery(url);
}
