using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Foundation.Aws;
using Microsoft.Extensions.AI;

namespace McpGateway.Core.Scanning.Llm;

/// <summary>
/// Models on Amazon Bedrock by its Converse API, which is the same for all of them: with a Bedrock API key, or signed with AWS keys. A
/// schema for the answer is given as that of a tool which the model must call; a model that knows no such tools is asked in words alone.
/// </summary>
internal sealed class BedrockChatClient(IHttpClientFactory clients, LlmOptions options, TimeProvider time) : IChatClient
{
    private const string MediaType = "application/json";
    private const string AnswerTool = "answer";

    private readonly Uri _address = new(
        options.ApiBase is { Length: > 0 } stated ? new Uri(stated.TrimEnd('/') + "/") : AwsScope.BedrockAddress(options.AwsRegion),
        $"model/{Uri.EscapeDataString(options.ModelName)}/converse");

    private volatile bool _takesNoTools;

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var question = messages.ToArray();
        var wantsTool = !_takesNoTools && options?.ResponseFormat is ChatResponseFormatJson { Schema: not null };
        using var answer = await SendAsync(BodyOf(question, options, wantsTool), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.BadRequest && wantsTool)
        {
            using var second = await SendAsync(BodyOf(question, options, withTool: false), cancellationToken);
            _takesNoTools = second.IsSuccessStatusCode;
            return await ReadAsync(second, cancellationToken);
        }

        return await ReadAsync(answer, cancellationToken);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    public void Dispose()
    {
        // The factory keeps the connections.
    }

    private static byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions? options, bool withTool)
    {
        var system = new JsonArray();
        var turns = new JsonArray();
        foreach (var message in messages)
        {
            var text = new JsonObject { ["text"] = message.Text };
            if (message.Role == ChatRole.System)
            {
                system.Add((JsonNode)text);
            }
            else
            {
                turns.Add((JsonNode)new JsonObject { ["role"] = message.Role.Value, ["content"] = new JsonArray(text) });
            }
        }

        var body = new JsonObject { ["system"] = system, ["messages"] = turns };
        if (options?.MaxOutputTokens is { } most)
        {
            body["inferenceConfig"] = new JsonObject { ["maxTokens"] = most };
        }

        if (withTool && options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
        {
            body["toolConfig"] = new JsonObject
            {
                ["tools"] = new JsonArray(new JsonObject
                {
                    ["toolSpec"] = new JsonObject
                    {
                        ["name"] = AnswerTool,
                        ["description"] = "Takes the answer.",
                        ["inputSchema"] = new JsonObject { ["json"] = JsonNode.Parse(schema.GetRawText()) },
                    },
                }),
                ["toolChoice"] = new JsonObject { ["tool"] = new JsonObject { ["name"] = AnswerTool } },
            };
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    private async Task<HttpResponseMessage> SendAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ChatClients.ClientName);
        using var request = RequestOf(body);
        return await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private HttpRequestMessage RequestOf(byte[] body)
    {
        if (options.BedrockKeys is { } keys)
        {
            return AwsRequest.Post(_address, body, MediaType, keys, AwsScope.Bedrock(options.AwsRegion), time.GetUtcNow());
        }

        var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(MediaType);
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {options.ApiKey}");
        return request;
    }

    /// <exception cref="HttpRequestException">The service refused.</exception>
    /// <exception cref="JsonException">Its answer is of another form.</exception>
    private static async Task<ChatResponse> ReadAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException("Amazon Bedrock refused.", null, answer.StatusCode);
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
        if (Member(Member(Member(document.RootElement, "output"), "message"), "content") is not { ValueKind: JsonValueKind.Array } content)
        {
            throw new JsonException("The answer has no content.");
        }

        var parts = content.EnumerateArray().ToArray();
        var called = parts.Select(static part => Member(Member(part, "toolUse"), "input")).OfType<JsonElement>().ToArray();
        var text = called is [var input, ..]
            ? input.GetRawText()
            : string.Concat(parts.Select(static part => Member(part, "text") is { ValueKind: JsonValueKind.String } said
                ? said.GetString()
                : null));
        return new(new ChatMessage(ChatRole.Assistant, text));
    }

    private static JsonElement? Member(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;
}
