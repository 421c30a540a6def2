using System.Globalization;
using System.Text;

namespace McpGateway.Host.FastPath;

/// <summary>The header <c>Date</c> (RFC 9110 §6.6.1), made once a second.</summary>
internal sealed class DateLine(TimeProvider clock)
{
    private (long Second, byte[] Bytes)[] _last = [(-1, [])];

    public ReadOnlySpan<byte> Current
    {
        get
        {
            var now = clock.GetUtcNow();
            var second = now.ToUnixTimeSeconds();
            var last = Volatile.Read(ref _last)[0];
            if (last.Second != second)
            {
                last = (second, Encoding.ASCII.GetBytes($"Date: {now.ToString("r", CultureInfo.InvariantCulture)}\r\n"));
                Volatile.Write(ref _last, [last]);
            }

            return last.Bytes;
        }
    }
}
