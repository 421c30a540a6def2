using System.Text;
using McpGateway.Foundation.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGateway.Tests.Foundation.Http;

public sealed class FailureAnswersTests
{
    public static TheoryData<string, Exception, int?> Faults => new()
    {
        { "bad request", new BadHttpRequestException("no"), 400 },
        { "too large", new BadHttpRequestException("large", StatusCodes.Status413PayloadTooLarge), 413 },
        { "chunk size that no number holds", new IOException("x", new OverflowException()), 400 },
        { "another fault of input and output", new IOException("disk"), null },
        { "a fault of ours", new InvalidOperationException("bug"), null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Unreadable_Fault_AnsweredWhenItIsTheClients(string what, Exception fault, int? status)
    {
        Assert.NotEmpty(what);
        var context = NewContext();

        var isHandled = await new UnreadableRequests().TryHandleAsync(context, fault, TestContext.Current.CancellationToken);

        Assert.Equal(status is not null, isHandled);
        Assert.Equal(status ?? 200, context.Response.StatusCode);
        Assert.StartsWith(isHandled ? """{"detail":""" : "", Body(context), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unexpected_Fault_SaysNothingOfItself()
    {
        var context = NewContext();
        context.TraceIdentifier = "trace-7";
        context.Response.StatusCode = 200;

        var isHandled = await new UnexpectedFailures(NullLogger<UnexpectedFailures>.Instance).TryHandleAsync(
            context, new InvalidOperationException("secret of the process"), TestContext.Current.CancellationToken);

        Assert.True(isHandled);
        Assert.Equal(StatusCodes.Status500InternalServerError, context.Response.StatusCode);
        Assert.Equal("no-store", context.Response.Headers.CacheControl);
        Assert.DoesNotContain("secret", Body(context), StringComparison.Ordinal);
        Assert.Contains("trace id", Body(context), StringComparison.Ordinal);
    }

    private static DefaultHttpContext NewContext()
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static string Body(DefaultHttpContext context) => Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
