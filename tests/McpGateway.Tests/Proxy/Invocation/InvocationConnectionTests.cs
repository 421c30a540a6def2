using System.Net;
using System.Text;
using McpGateway.Proxy.Invocation;
using McpGateway.Tests.Proxy.Forwarding;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.Proxy.Invocation;

/// <summary>A connection made of memory behaves as a socket would, for either end.</summary>
public sealed class InvocationConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_Request_IsSeenAsFromTheNetwork()
    {
        var connection = Connection();
        HttpRequest? seen = null;
        var body = "";
        var running = connection.RunAsync(async context =>
        {
            seen = context.Request;
            body = await new StreamReader(context.Request.Body).ReadToEndAsync(Cancel);
            context.Response.StatusCode = 202;
            context.Response.Headers["X-One"] = "1";
            context.Response.ContentType = "application/json";
        });

        using var answer = await connection.AnswerAsync(Cancel);
        await running;

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("1", answer.Headers.GetValues("X-One").Single());
        Assert.Equal(("POST", "https", "gw.example", "/srv/mcp", "application/json", 2L), (
            seen!.Method, seen.Scheme, seen.Host.Value, seen.Path.Value, seen.ContentType, seen.ContentLength));
        Assert.Equal("a, b", seen.Headers["X-Two"].ToString().Replace(",", ", ", StringComparison.Ordinal));
        Assert.Equal("{}", body);
        Assert.Equal("192.0.2.1", seen.HttpContext.Connection.RemoteIpAddress?.ToString());
    }

    [Fact]
    public async Task Answer_Stream_ArrivesWhileItIsWritten()
    {
        var more = new TaskCompletionSource();
        var connection = Connection();
        var running = connection.RunAsync(async context =>
        {
            await context.Response.WriteAsync("first", Cancel);
            await more.Task.WaitAsync(Cancel);
            await context.Response.WriteAsync("second", Cancel);
        });

        using var answer = await connection.AnswerAsync(Cancel);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        Assert.Equal("first", await ReadAsync(stream));
        more.SetResult();
        Assert.Equal("second", await ReadAsync(stream));
        Assert.Equal("", await ReadAsync(stream));
        await running;
    }

    [Fact]
    public async Task Dispose_Answer_IsTheClientHangingUp()
    {
        var connection = Connection();
        var gone = new TaskCompletionSource();
        var running = connection.RunAsync(async context =>
        {
            await context.Response.WriteAsync("first", Cancel);
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task.WaitAsync(Cancel);
        });
        var answer = await connection.AnswerAsync(Cancel);

        answer.Dispose();

        await gone.Task.WaitAsync(Cancel);
        await running;
    }

    [Fact]
    public async Task Cancel_BeforeTheAnswer_HangsUp()
    {
        var connection = Connection();
        var gone = new TaskCompletionSource();
        var running = connection.RunAsync(async context =>
        {
            await using var registration = context.RequestAborted.Register(gone.SetResult);
            await gone.Task.WaitAsync(Cancel);
        });
        using var impatient = new CancellationTokenSource();
        var answering = connection.AnswerAsync(impatient.Token);

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
        await gone.Task.WaitAsync(Cancel);
        await running;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Failure_BeforeTheAnswer_IsThrownToTheCaller(bool isCut)
    {
        var connection = Connection();
        await connection.RunAsync(context =>
        {
            if (!isCut)
            {
                throw new InvalidOperationException("broken");
            }

            context.Abort();
            return Task.CompletedTask;
        });

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => connection.AnswerAsync(Cancel));
        Assert.IsType(isCut ? typeof(IOException) : typeof(InvalidOperationException), failure);
    }

    [Fact]
    public async Task Abort_InTheMiddle_IsSeenAsACutAndNotAsTheEnd()
    {
        var connection = Connection();
        var running = connection.RunAsync(async context =>
        {
            await context.Response.WriteAsync("half", Cancel);
            context.Abort();
        });
        using var answer = await connection.AnswerAsync(Cancel);
        await running;

        await Assert.ThrowsAnyAsync<Exception>(() => answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task Answer_Nothing_IsEmptyAndComplete()
    {
        var connection = Connection(HttpMethod.Get);
        await connection.RunAsync(_ => Task.CompletedTask);

        using var answer = await connection.AnswerAsync(Cancel);

        Assert.Equal((HttpStatusCode.OK, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel)));
    }

    private static InvocationConnection Connection(HttpMethod? method = null) => new(new InvocationRequest
    {
        Method = method ?? HttpMethod.Post,
        Target = "/srv/mcp?x=1",
        Caller = Exchanges.Alice,
        Headers = [new("X-Two", "a"), new("X-Two", "b")],
        Body = "{}"u8.ToArray(),
        Origin = new("https", "gw.example", IPAddress.Parse("192.0.2.1")),
    });

    private static async Task<string> ReadAsync(Stream stream)
    {
        var buffer = new byte[100];
        return Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancel));
    }
}
