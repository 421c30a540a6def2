using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Outbound;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class GatewayErrorTests
{
    private const string Request = """{"jsonrpc":"2.0","id":"a","method":"ping"}""";
    private const string Notification = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";

    public static TheoryData<string?, string> Ids => new()
    {
        { null, "null" },
        { Request, "\"a\"" },
        { Notification, "null" },
        { """{"jsonrpc":"2.0","id":9,"result":{}}""", "null" },
        { """{"jsonrpc":"2.0","id":12345678901234567890,"method":"ping"}""", "12345678901234567890" },
        { """[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"notifications/x"},"""
            + """{"jsonrpc":"2.0","id":"b","method":"ping"}]""", "1,\"b\"" },
        { """[{"jsonrpc":"2.0","method":"notifications/x"}]""", "null" },
        { """[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", "1" },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Write_Message_AnswersEveryRequestAndNothingElse(string? message, string ids)
    {
        var context = Exchanges.Context();

        await GatewayError.WriteAsync(context, 403, "access_denied", 40300, "no \"x\"", Exchanges.Of(context, message).Message);

        var answer = JsonNode.Parse(Exchanges.Written(context))!;
        var isBatch = message is not null && message.StartsWith('[') && ids != "null";
        JsonNode[] errors = isBatch ? [.. answer.AsArray().Select(error => error!)] : [answer];
        Assert.Equal(ids, string.Join(',', errors.Select(error => error["id"]?.ToJsonString() ?? "null")));
        Assert.All(errors, error =>
            Assert.Equal((40300, "no \"x\""), (error["error"]!["code"]!.GetValue<int>(), error["error"]!["message"]!.GetValue<string>())));
        Assert.Equal((403, "application/json", "no-store", "access_denied"), (
            context.Response.StatusCode, context.Response.ContentType, context.Response.Headers.CacheControl.ToString(),
            context.Response.Headers["X-Gateway-Error"].ToString()));
    }

    [Fact]
    public async Task Write_AnswerUnderWay_IsCutInsteadOfMixed()
    {
        var context = Exchanges.Context();
        var lifetime = new Lifetime();
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        context.Response.BodyWriter.GetSpan(4)[0] = (byte)'x';
        context.Response.BodyWriter.Advance(1);

        await GatewayError.WriteAsync(context, 500, "x", "late");
        await GatewayError.WriteAsync(context, 500, "x", 1, "late", default);
        await GatewayError.WriteAsync(context, 500, "x", new JsonRpcFault(1, "late", default));

        Assert.Equal(3, lifetime.Aborts);
        Assert.Equal("x", Exchanges.Written(context));
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(0.2, "1")]
    [InlineData(1.01, "2")]
    [InlineData(30, "30")]
    [InlineData(-5, "1")]
    public void RetryAfter_Time_IsWholeSecondsAndNeverNow(double seconds, string expected)
    {
        var context = Exchanges.Context();
        GatewayError.RetryAfter(context, TimeSpan.FromSeconds(seconds));
        Assert.Equal(expected, context.Response.Headers.RetryAfter);
    }

    public static TheoryData<string, string?, int, string, CallOutcome> Refusals => new()
    {
        { "consent", Request, 200, "consent_required", CallOutcome.Denied },
        { "consent", Notification, 403, "consent_required", CallOutcome.Denied },
        { "consent", null, 403, "consent_required", CallOutcome.Denied },
        { "unavailable", Request, 503, "egress_unavailable", CallOutcome.UpstreamFailed },
        { "refused", Request, 502, "egress_refused", CallOutcome.UpstreamFailed },
    };

    /// <summary>Never 401, and never with a challenge: the client's credential for the gateway is good.</summary>
    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task EgressRefusal_State_HasItsAnswer(string state, string? message, int status, string kind, CallOutcome outcome)
    {
        var context = Exchanges.Context();
        context.Request.PathBase = "/gw";
        var exchange = Exchanges.Of(context, message);
        var credential = state switch
        {
            "consent" => EgressCredential.ConsentNeeded("/egress/connect/srv", "Connect your account."),
            "unavailable" => EgressCredential.Unavailable("The provider is away."),
            _ => EgressCredential.Refused("There is none."),
        };

        await EgressRefusal.WriteAsync(exchange, credential, new RequestAddress());

        Assert.Equal((status, kind, outcome),
            (context.Response.StatusCode, context.Response.Headers["X-Gateway-Error"].ToString(), exchange.Outcome));
        Assert.False(context.Response.Headers.ContainsKey("WWW-Authenticate"));
        Assert.Equal(state == "unavailable", context.Response.Headers.ContainsKey("Retry-After"));
        using var answer = JsonDocument.Parse(Exchanges.Written(context));
        var error = answer.RootElement.GetProperty("error");
        if (state == "consent")
        {
            Assert.Equal(-32042, error.GetProperty("code").GetInt32());
            var elicitation = error.GetProperty("data").GetProperty("elicitations")[0];
            Assert.Equal("https://gw.example:8443/gw/egress/connect/srv", elicitation.GetProperty("url").GetString());
            Assert.Equal(("url", "Connect your account."),
                (elicitation.GetProperty("mode").GetString(), elicitation.GetProperty("message").GetString()));
            Assert.True(Guid.TryParse(elicitation.GetProperty("elicitationId").GetString(), out _));
        }
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public int Aborts { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => Aborts++;
    }
}
