using System.Text;
using System.Threading.Channels;
using Microsoft.Playwright;

namespace McpGateway.EndToEndTests.Support;

/// <summary>
/// The connection of a page to the gateway, on which what the gateway says can be held back: whatever a person does meanwhile is done on a
/// slow line, for as long as the test wants, and without a clock.
/// </summary>
internal sealed class SlowLine
{
    private const string Drawing = "JS.RenderBatch";
    private const string Drawn = "OnRenderCompleted";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Queue<IWebSocketFrame> _held = new();
    private readonly Channel<string> _drawings = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _drawn = Channel.CreateUnbounded<string>();
    private IWebSocketRoute? _page;
    private bool _isHolding;

    /// <summary>For a page that is not open yet.</summary>
    public static async Task<SlowLine> OfAsync(IPage page)
    {
        var line = new SlowLine();
        await page.RouteWebSocketAsync("**/_blazor**", line.Connect);
        return line;
    }

    /// <summary>From now on nothing that the gateway says arrives.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _isHolding = true;
        }
    }

    /// <summary>Waits until the gateway has drawn something that is held back.</summary>
    public async Task AnsweredAsync(CancellationToken cancellationToken) =>
        await _drawings.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);

    /// <summary>Lets what is held back so far arrive, and nothing after it. Ends when the page shows it.</summary>
    public async Task LetArriveAsync(CancellationToken cancellationToken)
    {
        var drawings = 0;
        lock (_lock)
        {
            while (_drawn.Reader.TryRead(out _))
            {
                // Of drawings that arrived before.
            }

            while (_held.TryDequeue(out var frame))
            {
                drawings += Count(frame, Drawing);
                Send(frame);
            }
        }

        for (; drawings > 0; drawings--)
        {
            await _drawn.Reader.ReadAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken);
        }
    }

    /// <summary>Everything arrives again.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isHolding = false;
            while (_held.TryDequeue(out var frame))
            {
                Send(frame);
            }
        }
    }

    private void Connect(IWebSocketRoute page)
    {
        _page = page;
        var gateway = page.ConnectToServer();
        page.OnMessage(frame =>
        {
            if (frame.Binary is { } bytes)
            {
                gateway.Send(bytes);
            }
            else
            {
                gateway.Send(frame.Text!);
            }

            Signal(_drawn, frame, Drawn);
        });
        gateway.OnMessage(Take);
    }

    private void Take(IWebSocketFrame frame)
    {
        lock (_lock)
        {
            if (!_isHolding)
            {
                Send(frame);
                return;
            }

            _held.Enqueue(frame);
            Signal(_drawings, frame, Drawing);
        }
    }

    private void Send(IWebSocketFrame frame)
    {
        if (frame.Binary is { } bytes)
        {
            _page!.Send(bytes);
        }
        else
        {
            _page!.Send(frame.Text!);
        }
    }

    private static void Signal(Channel<string> channel, IWebSocketFrame frame, string name)
    {
        for (var count = Count(frame, name); count > 0; count--)
        {
            channel.Writer.TryWrite(name);
        }
    }

    /// <summary>How often the protocol's name of a message is in a frame, which may hold several.</summary>
    private static int Count(IWebSocketFrame frame, string name)
    {
        var text = frame.Binary is { } bytes ? Encoding.Latin1.GetString(bytes) : frame.Text ?? "";
        return text.Split(name).Length - 1;
    }
}
