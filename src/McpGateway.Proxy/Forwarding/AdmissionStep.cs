using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Lets an exchange in as a call or as a standing stream, or answers that there is no room.</summary>
internal sealed class AdmissionStep(ExchangeAdmission admission, StandingStreams streams)
{
    /// <returns>Null when it is in; else the refusal being written.</returns>
    public Task? Enter(ProxyExchange exchange, bool isStream) =>
        Take(exchange, admission.Enter(exchange.Route, exchange.Caller!.Subject, isStream), isStream);

    /// <summary>A call turns out to open a stream.</summary>
    /// <inheritdoc cref="Enter"/>
    public Task? BecomeStream(ProxyExchange exchange) =>
        Take(exchange, admission.BecomeStream(exchange.Route, exchange.Caller!.Subject, exchange.Pass), isStream: true);

    private Task? Take(ProxyExchange exchange, in AdmissionPass pass, bool isStream)
    {
        exchange.Pass = pass;
        exchange.StreamsEnded = isStream ? streams.Ended : default;
        return pass.Refusal == AdmissionRefusal.None ? null : NoRoomAsync(exchange);
    }

    private static Task NoRoomAsync(ProxyExchange exchange)
    {
        if (HttpMethods.IsPost(exchange.Context.Request.Method) && exchange.Body.Length == 0)
        {
            // The body was not read, and is not going to be.
            exchange.Context.Response.Headers.Connection = "close";
        }

        var failure = exchange.Pass.Refusal switch
        {
            AdmissionRefusal.ShareUsed => UpstreamFailure.ShareUsed,
            AdmissionRefusal.TooFast => UpstreamFailure.TooFast,
            _ => UpstreamFailure.Full,
        };
        return McpForwarder.FailAsync(exchange, failure, exchange.Pass.RetryAfter);
    }
}
