using System.Text;
using System.Text.Unicode;
using McpGateway.Proxy.Protocol;
using Microsoft.Extensions.Primitives;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// Request headers that mirror the body (SEP-2243, MCP 2026-07-28 "Request Metadata") must say what the body says. Required from that
/// revision on; before, they may be absent, but when sent they still must not contradict: something upstream may trust them.
/// </summary>
internal static class HeaderAgreement
{
    private const string EncodedPrefix = "=?base64?";
    private const string EncodedSuffix = "?=";

    /// <summary>False with a fault (HTTP 400) when headers and body disagree.</summary>
    /// <param name="body">What was read.</param>
    /// <param name="mcpMethod">Header <c>Mcp-Method</c>; default when absent.</param>
    /// <param name="mcpName">Header <c>Mcp-Name</c>; default when absent.</param>
    /// <param name="protocolVersion">Header <c>MCP-Protocol-Version</c>; default when absent.</param>
    /// <param name="fault">Code −32020; −32602 for a request that lacks the revision its header promises; −32600 for a batch where none is
    /// allowed.</param>
    public static bool Check(
        in JsonRpcBody body, StringValues mcpMethod, StringValues mcpName, StringValues protocolVersion, out JsonRpcFault fault)
    {
        fault = default;
        var id = body.IsBatch || body.Count == 0 ? default : body[0].RawId;
        if (mcpMethod.Count > 1 || mcpName.Count > 1 || protocolVersion.Count > 1)
        {
            fault = Mismatch("Mcp-Method, Mcp-Name and MCP-Protocol-Version may be sent once each.", id);
            return false;
        }

        var headers = new Mirrored(Trim(mcpMethod), Trim(mcpName), Trim(protocolVersion));
        foreach (var message in body)
        {
            if (body.IsBatch && (message.IsSelfDescribing || McpRevisions.IsSelfDescribing(headers.Version)))
            {
                fault = new JsonRpcFault(
                    JsonRpcErrors.InvalidRequest,
                    $"Protocol {McpRevisions.FirstSelfDescribing} has no batches: send each message by itself.", default);
                return false;
            }

            if (LacksRevision(message, headers.Version))
            {
                fault = new JsonRpcFault(
                    JsonRpcErrors.InvalidParams,
                    $"The header MCP-Protocol-Version names {headers.Version}, which requires io.modelcontextprotocol/protocolVersion in "
                        + "params._meta.",
                    id);
                return false;
            }

            if (Problem(message, headers) is { } problem)
            {
                fault = Mismatch(problem, id);
                return false;
            }
        }

        return true;
    }

    /// <summary>The value that an <c>Mcp-Name</c> or <c>Mcp-Param-*</c> header stands for; null when its encoding is broken.</summary>
    public static string? Decode(string value)
    {
        if (value.Length < EncodedPrefix.Length + EncodedSuffix.Length
            || !value.StartsWith(EncodedPrefix, StringComparison.Ordinal)
            || !value.EndsWith(EncodedSuffix, StringComparison.Ordinal))
        {
            return value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : value;
        }

        var encoded = value.AsSpan(EncodedPrefix.Length, value.Length - EncodedPrefix.Length - EncodedSuffix.Length);
        var bytes = new byte[encoded.Length];

        // Only the canonical spelling: the platform's decoder also takes white space and stray bits.
        return Convert.TryFromBase64Chars(encoded, bytes, out var length)
            && encoded.SequenceEqual(Convert.ToBase64String(bytes, 0, length))
            && Utf8.IsValid(bytes.AsSpan(0, length))
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    private static string? Problem(JsonRpcMessage message, in Mirrored headers) =>
        VersionProblem(message, headers.Version) ?? MethodProblem(message, headers) ?? NameProblem(message, headers);

    private static string? VersionProblem(JsonRpcMessage message, string? header)
    {
        if (message.IsSelfDescribing)
        {
            return header is null
                ? IsModernRequest(message) ? "The header MCP-Protocol-Version is required." : null
                : header == message.ProtocolVersion ? null
                : "The header MCP-Protocol-Version does not match io.modelcontextprotocol/protocolVersion in params._meta.";
        }

        return null;
    }

    /// <summary>A request without its own revision under a modern header: upstreams would disagree on which revision it is.</summary>
    private static bool LacksRevision(JsonRpcMessage message, string? header) =>
        message.Kind == JsonRpcKind.Request && !message.IsSelfDescribing && McpRevisions.IsSelfDescribing(header);

    private static string? MethodProblem(JsonRpcMessage message, in Mirrored headers)
    {
        if (headers.Method is null)
        {
            return IsModernRequest(message) ? "The header Mcp-Method is required." : null;
        }

        // Values are case-sensitive and, unlike names, never encoded.
        return headers.Method == message.Method ? null : "The header Mcp-Method does not match the method of the body.";
    }

    private static string? NameProblem(JsonRpcMessage message, in Mirrored headers)
    {
        if (headers.Name is null)
        {
            return IsModernRequest(message) && RequiresName(message)
                ? $"The header Mcp-Name is required for {message.Method}."
                : null;
        }

        var decoded = Decode(headers.Name);
        if (decoded is null)
        {
            return "The header Mcp-Name has characters or an encoding that are not allowed: use visible ASCII or =?base64?…?=.";
        }

        return McpMethods.TargetOf(message.Method) switch
        {
            TargetSource.Name or TargetSource.Uri or TargetSource.TaskId =>
                decoded == message.Target ? null : "The header Mcp-Name does not match the name, uri or taskId of the body.",
            TargetSource.Reference => null,
            TargetSource.None => message.Method.Length > 0 && !McpMethods.IsKnown(message.Method)
                ? null
                : "The header Mcp-Name was sent, but the body has nothing that it could name.",
        };
    }

    /// <summary>Of the requests that get as far as this, those under a modern header name their revision themselves.</summary>
    private static bool IsModernRequest(JsonRpcMessage message) =>
        message.Kind == JsonRpcKind.Request && message.IsSelfDescribing && McpRevisions.IsSelfDescribing(message.ProtocolVersion);

    /// <summary>SEP-2243 names the first three, SEP-2663 the tasks.</summary>
    private static bool RequiresName(JsonRpcMessage message) =>
        message.Method is McpMethods.ToolsCall or McpMethods.PromptsGet or McpMethods.ResourcesRead
        || (message.Method is McpMethods.TasksGet or McpMethods.TasksUpdate or McpMethods.TasksCancel && message.Target is not null);

    private static string? Trim(StringValues value) => value.Count == 0 ? null : value[0]?.Trim(' ', '\t');

    private static JsonRpcFault Mismatch(string problem, ReadOnlyMemory<byte> id) =>
        new(JsonRpcErrors.HeaderMismatch, "Header mismatch: " + problem, id);

    private readonly record struct Mirrored(string? Method, string? Name, string? Version);
}
