using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Writes an answer to the connection. What comes before the head can be written, and what becomes a chunk, is held in a rented buffer;
/// content of a stated length goes straight into the connection's.
/// </summary>
internal sealed class ResponseWriter(
    ResponseFeature response, ExchangeLifetime lifetime, PipeWriter output, Deadlines deadlines, DateLine date) : PipeWriter
{
    private const int FirstRent = 4 * 1024;

    private byte[] _held = [];
    private int _heldCount;
    private Framing _framing;

    /// <summary>Bytes that are still to come; only with <see cref="Framing.Length"/>.</summary>
    private long _due;

    /// <summary>Bytes in the connection's buffer that were not flushed.</summary>
    private long _written;
    private bool _hasEnded;

    public bool HasStarted { get; private set; }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _heldCount + _written;

    private bool IsDirect => HasStarted && _framing == Framing.Length && _heldCount == 0;

    public void Reset()
    {
        Drop();
        (HasStarted, _hasEnded, _framing, _due, _written) = (false, false, Framing.None, 0, 0);
    }

    /// <summary>Forgets what was not sent; only before the start.</summary>
    public void Drop()
    {
        var held = _held;
        (_held, _heldCount) = ([], 0);
        if (held.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(held);
        }
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => IsDirect ? output.GetMemory(sizeHint) : Reserve(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        if (IsDirect)
        {
            Take(bytes);
            output.Advance(bytes);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)bytes, (uint)(_held.Length - _heldCount), nameof(bytes));
        _heldCount += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        WriteAsync(ReadOnlyMemory<byte>.Empty, cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!HasStarted && response.HasStartingCallbacks)
        {
            return CallBackAsync(source, cancellationToken);
        }

        if (!lifetime.IsOver)
        {
            Start(isWhole: false);
            WriteHeld();
            WriteFramed(source.Span);
        }

        return SendAsync(cancellationToken);
    }

    /// <summary>The application is done.</summary>
    /// <exception cref="InvalidOperationException">What was written is not what the head says, or would say.</exception>
    public async ValueTask EndAsync(CancellationToken cancellationToken)
    {
        if (_hasEnded || lifetime.IsOver)
        {
            return;
        }

        if (!HasStarted && response.HasStartingCallbacks)
        {
            await response.FireOnStartingAsync();
        }

        Start(isWhole: true);
        WriteHeld();
        if (_framing == Framing.Length && _due > 0)
        {
            throw new InvalidOperationException($"{_due} bytes of the stated length were not written.");
        }

        _hasEnded = true;
        if (_framing == Framing.Chunked)
        {
            Put("0\r\n\r\n"u8);
        }

        if (_written > 0)
        {
            await SendAsync(cancellationToken);
        }
    }

    /// <summary>The exchange ends the writing.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    private async ValueTask<FlushResult> CallBackAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken)
    {
        await response.FireOnStartingAsync();
        return await WriteAsync(source, cancellationToken);
    }

    /// <param name="isWhole">Whether all of the content is held.</param>
    private void Start(bool isWhole)
    {
        if (HasStarted)
        {
            return;
        }

        var fields = response.Fields;
        fields.Remove("Transfer-Encoding");
        var stated = fields.ContentLength;
        _framing = response.StatusCode is < 200 or 204 or 205 or 304 ? Framing.None
            : stated is not null || (isWhole && _heldCount == 0) ? Framing.Length
            : Framing.Chunked;
        _due = stated ?? 0;
        if (isWhole && _framing == Framing.Length && stated is { } length && length != _heldCount)
        {
            throw new InvalidOperationException($"{_heldCount} bytes were written where {length} were stated.");
        }

        if (stated is null && (_framing == Framing.Length || response.StatusCode == StatusCodes.Status205ResetContent))
        {
            fields.ContentLength = 0;
        }

        response.Closes |= response.AnnouncesClose();
        _written += ResponseHead.Write(
            output, response.StatusCode, response.ReasonPhrase, fields, _framing, response.Closes, date.Current);
        HasStarted = true;
        fields.IsReadOnly = true;
    }

    private void WriteHeld()
    {
        if (_heldCount > 0)
        {
            WriteFramed(_held.AsSpan(0, _heldCount));
            Drop();
        }
    }

    private void WriteFramed(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
        {
            return;
        }

        switch (_framing)
        {
            case Framing.Length:
                Take(content.Length);
                output.Write(content);
                break;
            case Framing.Chunked:
                Span<byte> size = stackalloc byte[10];
                content.Length.TryFormat(size, out var digits, "x", CultureInfo.InvariantCulture);
                "\r\n"u8.CopyTo(size[digits..]);
                Put(size[..(digits + 2)]);
                Put(content);
                Put("\r\n"u8);
                break;
            case Framing.None:
                throw new InvalidOperationException($"An answer with status {response.StatusCode} has no content.");
        }
    }

    private void Take(int count)
    {
        if (count > _due)
        {
            throw new InvalidOperationException($"{count} bytes are written where {_due} are left of the stated length.");
        }

        _due -= count;
        _written += count;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _written += bytes.Length;
    }

    private ValueTask<FlushResult> SendAsync(CancellationToken cancellationToken)
    {
        if (lifetime.IsOver)
        {
            return new(new FlushResult(isCanceled: false, isCompleted: true));
        }

        var count = _written;
        _written = 0;
        return deadlines.FlushAsync(output, count, cancellationToken);
    }

    private Memory<byte> Reserve(int sizeHint)
    {
        var needed = _heldCount + Math.Max(sizeHint, 1);
        if (needed > _held.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(FirstRent, _held.Length * 2)));
            _held.AsSpan(0, _heldCount).CopyTo(larger);
            var count = _heldCount;
            Drop();
            (_held, _heldCount) = (larger, count);
        }

        return _held.AsMemory(_heldCount);
    }
}
