using System.Text;
using McpGateway.Identity.Authentication;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Fuzz.Targets;

/// <summary>What is read out of single header values.</summary>
internal sealed class HeaderTarget : FuzzTarget
{
    public override string Name => "header";

    public override IReadOnlyList<string> Words { get; } =
    [
        "Bearer ", "Basic ", "application/json", "; charset=utf-8", "; charset=\"utf-16\"", "close", "keep-alive, X-A",
        "http://localhost:80",
        "https://a.example", "null", "=?base64?", "?=", "Zm9v", ",", "\"", "a.b.c",
    ];

    public override int Run(byte[] input)
    {
        var value = Encoding.Latin1.GetString(input);
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Headers.Origin = value;
        context.Request.ContentType = value;
        var mayUseCookie = OriginRule.Allows(context.Request, ["https://a.example"]);
        Require(!mayUseCookie || value.Length == 0 || IsKnownOrigin(value), "only the gateway's own pages and those configured");
        var isJson = ContentRule.Allows(context.Request);
        Require(!isJson || value.Contains("json", StringComparison.OrdinalIgnoreCase), "nothing else is JSON");
        var state = BearerHeader.Read(value, out var token);
        Require(state == BearerHeaderState.Present == !token.IsEmpty, "a token is there when it is said to be");
        Require(HopByHop.Nominated(value)?.Contains("") != true, "no empty name is nominated");
        return HashCode.Combine(mayUseCookie, isJson, state, CheckCredential(value), CheckName(value));
    }

    private static bool IsKnownOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri is { Scheme: "http", IdnHost: "localhost", Port: 80 } or { Scheme: "https", IdnHost: "a.example", Port: 443 };

    private static bool CheckCredential(string value)
    {
        var rest = value.AsSpan();
        var longest = 0;
        while (CredentialText.TryTakeToken(ref rest, out var token))
        {
            Require(!token.IsEmpty, "a token has characters");
            longest = Math.Max(longest, token.Length);
        }

        var credentials = value.AsSpan();
        var hasBasic = CredentialText.TryTakeBasic(ref credentials, out _);
        var may = CredentialText.MayHoldOne(value);
        var isPlain = hasBasic || longest >= CredentialText.ShortestToken;
        Require(
            value.Contains('%', StringComparison.Ordinal) ? may || !isPlain : may == isPlain,
            "what may hold a credential has one that can be taken out");
        return may;
    }

    private static bool CheckName(string value)
    {
        var name = HeaderAgreement.Decode(value);
        Require(name is null || !value.StartsWith("=?base64?", StringComparison.Ordinal) || !value.EndsWith("?=", StringComparison.Ordinal)
            || value.Length < 11 || value == $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(name))}?=", "one spelling per name");
        return name is null;
    }
}
