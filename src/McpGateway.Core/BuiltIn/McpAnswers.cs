using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.BuiltIn;

/// <summary>The answers of an in-process server that are not made by the SDK.</summary>
internal static class McpAnswers
{
    public static readonly JsonTypeInfo<JsonRpcMessage> MessageJson =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    /// <summary>An HTTP error whose body is a JSON-RPC error with the request's id.</summary>
    public static HttpResponseMessage Error(HttpStatusCode status, int code, string message, RequestId id = default)
    {
        var error = new JsonRpcError { Id = id, Error = new() { Code = code, Message = message } };
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes<JsonRpcMessage>(error, MessageJson));
        content.Headers.ContentType = new("application/json");
        return new(status) { Content = content };
    }

    public static HttpResponseMessage NotAllowed(string allowed)
    {
        var answer = Error(HttpStatusCode.MethodNotAllowed, -32000, "This server takes no such request.");
        foreach (var method in allowed.Split(", "))
        {
            answer.Content.Headers.Allow.Add(method);
        }

        return answer;
    }

    public static HttpResponseMessage SessionNotFound(RequestId id = default) =>
        Error(HttpStatusCode.NotFound, -32001, "The session is unknown or has ended. Start a new one with initialize.", id);

    public static HttpResponseMessage Stream(StreamedContent body, HttpStatusCode status, string? sessionId)
    {
        body.Headers.ContentType = new("text/event-stream");
        var answer = new HttpResponseMessage(status) { Content = body };
        answer.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true, NoStore = true };
        if (sessionId is not null)
        {
            answer.Headers.Add(McpHeaders.SessionId, sessionId);
        }

        return answer;
    }
}
