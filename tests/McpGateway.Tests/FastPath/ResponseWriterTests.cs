using System.IO.Pipelines;
using System.Text;
using McpGateway.Host.FastPath;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpGateway.Tests.FastPath;

public sealed class ResponseWriterTests : IAsyncDisposable
{
    private readonly Pipe _pipe = new();
    private readonly DefaultConnectionContext _connection;
    private readonly ResponseFeature _response;

    public ResponseWriterTests()
    {
        _connection = new("test") { Transport = new Ends(new Pipe().Reader, _pipe.Writer) };
        _response = new(
            _pipe.Writer, new Deadlines(_connection, new KestrelServerLimits()), new DateLine(TimeProvider.System), new(_connection));
        _response.Reset();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Theory]
    [InlineData(200, null, "", "HTTP/1.1 200 OK|Content-Length: 0||")]
    [InlineData(202, null, "", "HTTP/1.1 202 Accepted|Content-Length: 0||")]
    [InlineData(200, 5, "hello", "HTTP/1.1 200 OK|Content-Length: 5||hello")]
    [InlineData(200, null, "hello", "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|0||")]
    [InlineData(204, null, "", "HTTP/1.1 204 No Content||")]
    [InlineData(304, null, "", "HTTP/1.1 304 Not Modified||")]
    [InlineData(205, null, "", "HTTP/1.1 205 Reset Content|Content-Length: 0||")]
    public async Task End_WhatWasWritten_IsFramed(int status, int? length, string content, string expected)
    {
        _response.StatusCode = status;
        _response.Headers.ContentLength = length;
        Encoding.ASCII.GetBytes(content, _response.Writer.GetSpan(content.Length));
        _response.Writer.Advance(content.Length);

        await _response.Output.EndAsync(Token);

        Assert.Equal(expected, await SentAsync());
    }

    [Fact]
    public async Task Flush_WithoutLength_SendsChunks()
    {
        await _response.StartAsync(Token);
        await _response.Writer.WriteAsync("hello"u8.ToArray(), Token);
        await _response.Writer.WriteAsync(ReadOnlyMemory<byte>.Empty, Token);
        await _response.Stream.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 18)), Token);
        await _response.Output.EndAsync(Token);

        Assert.Equal(
            "HTTP/1.1 200 OK|Transfer-Encoding: chunked||5|hello|12|" + new string('x', 18) + "|0||", await SentAsync());
    }

    [Fact]
    public async Task Flush_WithLength_SendsContentAsItComes()
    {
        _response.Headers.ContentLength = 6;
        await _response.Writer.FlushAsync(Token);
        "abc"u8.CopyTo(_response.Writer.GetSpan(3));
        _response.Writer.Advance(3);
        await _response.Writer.WriteAsync("def"u8.ToArray(), Token);
        await _response.Output.EndAsync(Token);

        Assert.Equal("HTTP/1.1 200 OK|Content-Length: 6||abcdef", await SentAsync());
    }

    [Fact]
    public async Task Start_Callbacks_MayStillSetHeaders()
    {
        _response.OnStarting(_ => { _response.Headers["X-Last"] = "1"; return Task.CompletedTask; }, this);
        _response.OnStarting(_ => { _response.Headers["X-Last"] = "2"; return Task.CompletedTask; }, this);

        await _response.Writer.FlushAsync(Token);

        Assert.Equal("HTTP/1.1 200 OK|Transfer-Encoding: chunked|X-Last: 1||", await SentAsync());
        Assert.Throws<InvalidOperationException>(() => _response.Headers["X-Late"] = "3");
        Assert.Throws<InvalidOperationException>(() => _response.StatusCode = 500);
    }

    [Theory]
    [InlineData("X-A", "a\r\nX-B: c")]
    [InlineData("X-A", "a\nb")]
    [InlineData("X-A", "a\0b")]
    [InlineData("X-A", "caf\u00e9")]
    [InlineData("X-A: b\r\nX-C", "v")]
    public async Task Start_HeaderThatWouldNotBeReadAsMeant_IsNotSent(string name, string value)
    {
        _response.Headers[name] = value;

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _response.Writer.FlushAsync(Token));

        Assert.False(_response.HasStarted);
    }

    [Fact]
    public async Task Write_MoreThanStated_Throws()
    {
        _response.Headers.ContentLength = 3;
        await _response.Writer.FlushAsync(Token);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _response.Writer.WriteAsync(new byte[4], Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_LessThanStated_Throws(bool isStarted)
    {
        _response.Headers.ContentLength = 3;
        if (isStarted)
        {
            await _response.Writer.FlushAsync(Token);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _response.Output.EndAsync(Token));

        Assert.Equal(isStarted, _response.HasStarted);
    }

    [Fact]
    public async Task Write_StatusWithoutContent_Throws()
    {
        _response.StatusCode = 204;

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _response.Writer.WriteAsync(new byte[1], Token));
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "close")]
    public async Task End_LastAnswer_AnnouncesIt(bool isLast, string? header)
    {
        _response.Closes = isLast;
        _response.Headers.Connection = header;

        await _response.Output.EndAsync(Token);

        Assert.Equal("HTTP/1.1 200 OK|Connection: close|Content-Length: 0||", await SentAsync());
        Assert.True(_response.Closes);
    }

    /// <summary>Without the date, headers in order of their names, and line ends as bars.</summary>
    private async Task<string> SentAsync()
    {
        await _pipe.Writer.FlushAsync(Token);
        await _pipe.Writer.CompleteAsync();
        using var stream = new StreamReader(_pipe.Reader.AsStream(), Encoding.ASCII);
        var text = await stream.ReadToEndAsync(Token);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        Assert.Single(lines, line => line.StartsWith("Date: ", StringComparison.Ordinal));
        var headers = lines.Skip(1).Where(line => !line.StartsWith("Date: ", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return string.Join('|', headers.Prepend(lines[0])) + text[end..].Replace("\r\n", "|", StringComparison.Ordinal);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
