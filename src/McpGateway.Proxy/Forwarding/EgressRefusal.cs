using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Answers a caller for whom there is no credential at the upstream. Never 401, and never with a challenge: the gateway's own credential is
/// good, and a client that is told otherwise throws it away.
/// </summary>
internal static class EgressRefusal
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(ProxyExchange exchange, EgressCredential credential, IPublicAddress gateway)
    {
        var context = exchange.Context;
        switch (credential.State)
        {
            case EgressState.ConsentNeeded:
                exchange.Outcome = CallOutcome.Denied;
                return WriteConsentAsync(exchange, credential, gateway);
            case EgressState.Unavailable:
                exchange.Outcome = CallOutcome.UpstreamFailed;
                GatewayError.RetryAfter(context, TimeSpan.FromSeconds(5));
                return GatewayError.WriteAsync(
                    context, StatusCodes.Status503ServiceUnavailable, "egress_unavailable", JsonRpcErrors.ServerUnavailable,
                    credential.Message, exchange.Message);
            case EgressState.Refused:
            case EgressState.Granted:
                exchange.Outcome = CallOutcome.UpstreamFailed;
                return GatewayError.WriteAsync(
                    context, StatusCodes.Status502BadGateway, "egress_refused", JsonRpcErrors.UpstreamInvalid, credential.Message,
                    exchange.Message);
            default:
                throw new InvalidOperationException($"Unknown state {credential.State}.");
        }
    }

    /// <summary>
    /// MCP 2025-11-25 "URL Elicitation Required": clients read the error of a request out of an answer with status 200 only. Where no
    /// request waits for an answer (opening a stream, ending a session, notifications) it is 403.
    /// </summary>
    private static Task WriteConsentAsync(ProxyExchange exchange, EgressCredential credential, IPublicAddress gateway)
    {
        var address = gateway.Of(exchange.Context.Request) + credential.ConnectPath;
        var status = HasRequest(exchange.Message) ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden;
        return GatewayError.WriteAsync(
            exchange.Context, status, "consent_required", JsonRpcErrors.UrlElicitationRequired, $"{credential.Message} Open {address}",
            exchange.Message, Elicitation(credential, address));
    }

    private static bool HasRequest(in JsonRpcBody body)
    {
        foreach (var element in body)
        {
            if (element.Kind == JsonRpcKind.Request)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Elicitation(EgressCredential credential, string address)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            json.WriteStartArray("elicitations"u8);
            json.WriteStartObject();
            json.WriteString("mode"u8, "url"u8);
            json.WriteString("elicitationId"u8, Guid.NewGuid());
            json.WriteString("url"u8, address);
            json.WriteString("message"u8, credential.Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
