using System.Net;
using McpGateway.IntegrationTests.Composition;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace McpGateway.IntegrationTests.Start;

public sealed class UnexpectedFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failure_NobodyForesaw_Is500WithATraceIdThatTheLogKnows()
    {
        await using var gateway = await ComposedGateway.StartAsync(static routes =>
            routes.MapGet("/fails", static string () => throw new InvalidTimeZoneException("inner words")).AllowAnonymous());
        using var client = gateway.Anonymous();

        using var answer = await client.GetAsync(new Uri("/fails", UriKind.Relative), Cancellation);
        var body = await answer.Content.ReadAsStringAsync(Cancellation);

        Assert.Equal(
            (HttpStatusCode.InternalServerError, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var detail = System.Text.Json.JsonElement.Parse(body).GetProperty("detail").GetString()!;
        Assert.StartsWith("The gateway failed unexpectedly.", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("inner words", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
        var trace = detail.TrimEnd('.').Split(' ')[^1];
        Assert.Contains(
            gateway.Logs.Lines,
            line => line.Contains(trace, StringComparison.Ordinal) && line.Contains("inner words", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task BadRequest_KeepsItsStatusAndIsNoFailure(int status)
    {
        await using var gateway = await ComposedGateway.StartAsync(routes =>
            routes.MapGet("/refuses", string () => throw new BadHttpRequestException("too much", status)).AllowAnonymous());
        using var client = gateway.Anonymous();

        using var answer = await client.GetAsync(new Uri("/refuses", UriKind.Relative), Cancellation);

        Assert.Equal((status, """{"detail":"too much"}"""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains("failed unexpectedly", StringComparison.Ordinal));
    }
}
