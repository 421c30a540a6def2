using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Contracts;

namespace McpGateway.Eval;

/// <summary>
/// A running gateway. The sets' servers are registered before and removed after; the token must belong to an administrator.
/// </summary>
internal sealed class HttpTarget(HttpClient client) : ISearchTarget
{
    private const int MaxQuery = 512;

    public string Name => "HTTP";

    public static HttpTarget Create(string url, string token)
    {
        var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new(url.TrimEnd('/') + "/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }

    public async Task LoadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken)
    {
        foreach (var (server, tools) in catalogue.Servers)
        {
            var list = new JsonArray([.. tools.Tools.Select(tool => (JsonNode)new JsonObject
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["inputSchema"] = JsonNode.Parse(tool.InputSchema.GetRawText()),
            })]);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["name"] = server.ServerName.Length > 0 ? server.ServerName : "-",
                ["description"] = ".",
                ["path"] = server.Path,
                ["proxy_pass_url"] = server.ProxyPassUrl!,
                ["tool_list_json"] = list.ToJsonString(),
                ["num_tools"] = tools.Tools.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
                ["overwrite"] = "true",
            });
            using var response = await client.PostAsync(new Uri("api/servers/register", UriKind.Relative), form, cancellationToken);
            await EnsureAsync(response, cancellationToken);
        }
    }

    public async Task<IReadOnlyList<(string Path, string Tool)>> SearchAsync(string query, CancellationToken cancellationToken)
    {
        var body = new JsonObject
        {
            ["query"] = query.Length <= MaxQuery ? query : query[..MaxQuery],
            ["entity_types"] = new JsonArray("tool"),
            ["max_results"] = 10,
            ["include_disabled"] = true,
        };
        using var content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        using var response = await client.PostAsync(new Uri("api/search/semantic", UriKind.Relative), content, cancellationToken);
        await EnsureAsync(response, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync(ContractsJsonContext.Default.SemanticSearchAnswer, cancellationToken)
            ?? throw new JsonException("The gateway's answer is empty.");
        return [.. answer.Tools.Select(tool => (tool.ServerPath, tool.ToolName))];
    }

    public async Task UnloadAsync(EvalCatalogue catalogue, CancellationToken cancellationToken)
    {
        foreach (var server in catalogue.Servers)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["path"] = server.Server.Path });
            using var response = await client.PostAsync(new Uri("api/servers/remove", UriKind.Relative), form, cancellationToken);
            await EnsureAsync(response, cancellationToken);
        }
    }

    private static async Task EnsureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{(int)response.StatusCode}: {text[..Math.Min(500, text.Length)]}");
        }
    }
}
