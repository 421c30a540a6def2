using System.Text;
using System.Text.Json;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Protocol;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// Answers an external reverse proxy: may this caller make the request that <c>X-Original-URL</c> names? The body decides only when the
/// operator says that <c>X-Body</c> comes from that proxy; otherwise the caller must be allowed to do anything on the server that a body
/// could ask for, as it is not seen.
/// </summary>
internal sealed class ValidateHandler(
    AuthenticationStep gate, RouteTableHolder routes, IAccessDecider decider, IAgentSight sight, IOptions<ProxyOptions> options)
{
    /// <summary>Stands for a method and a tool that no rule names: allowed only where everything is.</summary>
    private const string Anything = "\0";

    public async Task ServeAsync(HttpContext context)
    {
        if ((await gate.AuthenticateAsync(context)).Caller is not { } caller)
        {
            return;
        }

        if (!TryReadTarget(context.Request.Headers[GatewayHeaders.OriginalUrl], out var path))
        {
            await GatewayError.WriteAsync(
                context, StatusCodes.Status400BadRequest, "invalid_path",
                "X-Original-URL must be the absolute URL of the request, without '..', '//' or encoded separators.");
            return;
        }

        var match = path.Path == "/" ? null : routes.Current.Match(path.Path);
        var server = match?.Route;

        // Which version the proxy goes to is not known here: the one that the client asks for and the default have to allow the request.
        var asked = match?.ForVersion(context.Request.Headers[GatewayHeaders.ServerVersion]).Route;
        if (server is null ? path.Path != "/" : server.IsRefused(out _) || asked!.IsRefused(out _))
        {
            await RefuseAsync(context);
            return;
        }

        JsonRpcMessage? message = null;
        if (server is not null
            && (!IsAllowed(context, caller, server, out message)
                || (asked != server && !IsAllowed(context, caller, asked!, out message))))
        {
            await RefuseAsync(context);
            return;
        }

        await AcceptAsync(context, caller, server, message);
    }

    private bool IsAllowed(HttpContext context, ProxyCaller caller, Route server, out JsonRpcMessage? message)
    {
        message = null;
        var access = decider.For(caller, server);
        if (server.Agent is not null)
        {
            // Ids are opened on the way through the gateway; who goes another way must be allowed everything.
            return sight.Sees(caller, server) && AllowsAnything(access)
                && access.JudgeMessage(A2aMethods.SendMessage, skill: null) == MessageVerdict.Allowed;
        }

        var body = context.Request.Headers[GatewayHeaders.Body];
        if (!options.Value.Validate.TrustBodyHeader)
        {
            return AllowsAnything(access) && server.Pins?.WithholdsTools != true;
        }

        if (body.Count == 0 || body[0] is not { } text || string.IsNullOrWhiteSpace(text))
        {
            // A body that the proxy did not pass on (nginx spools a large one to disk) may ask for anything, and nothing that the proxy
            // is known to set says that there was none.
            return AllowsAnything(access) && server.Pins?.WithholdsTools != true;
        }

        if (body.Count > 1 || !JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(text), out var read, out _))
        {
            return false;
        }

        message = read.IsBatch ? null : read[0];
        return McpAuthorizer.FirstDenied(access, read) is null
            && (server.Pins is not { } pins || PinRefusals.First(pins, read, out _) is null);
    }

    private static bool AllowsAnything(IServerAccess access) =>
        access.AllowsServer && access.AllowsMethod(Anything) && access.AllowsTool(Anything);

    /// <summary>An absolute URL, as nginx makes it, or a path.</summary>
    private static bool TryReadTarget(string? url, out RequestPath path)
    {
        path = default;
        return !string.IsNullOrEmpty(url) && RequestPath.TryParse(url, out path, out _);
    }

    private static Task RefuseAsync(HttpContext context) =>
        GatewayError.WriteAsync(context, StatusCodes.Status403Forbidden, "access_denied", "Access forbidden");

    private static Task AcceptAsync(HttpContext context, ProxyCaller caller, Route? server, JsonRpcMessage? message)
    {
        var response = context.Response;
        var tool = message is { Method: McpMethods.ToolsCall } ? message.Target : null;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        Set(response, GatewayHeaders.User, caller.UserName);
        Set(response, GatewayHeaders.UserName, caller.UserName);
        Set(response, GatewayHeaders.ClientId, caller.ClientId);
        Set(response, GatewayHeaders.Scopes, RequestHeaders.Bounded(caller.Scopes));
        Set(response, GatewayHeaders.AuthMethod, caller.AuthMethod);
        Set(response, GatewayHeaders.ServerName, server?.Name ?? "");
        Set(response, GatewayHeaders.ToolName, message?.Method ?? "");

        using var json = new Utf8JsonWriter(response.BodyWriter);
        json.WriteStartObject();
        json.WriteBoolean("valid"u8, true);
        json.WriteString("username"u8, caller.UserName);
        json.WriteString("client_id"u8, caller.ClientId);
        json.WriteStartArray("scopes"u8);
        foreach (var scope in caller.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(scope);
        }

        json.WriteEndArray();
        json.WriteString("method"u8, caller.AuthMethod);
        json.WriteString("server_name"u8, server?.Name);
        json.WriteString("tool_name"u8, tool);
        json.WriteEndObject();
        return Task.CompletedTask;
    }

    /// <summary>The server writes visible ASCII only; the rest is percent-encoded.</summary>
    private static void Set(HttpResponse response, string name, string value) =>
        response.Headers[name] = value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Uri.EscapeDataString(value) : value;
}
