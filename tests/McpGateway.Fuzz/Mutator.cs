using System.Text;

namespace McpGateway.Fuzz;

/// <summary>Changes inputs. The same random numbers make the same inputs.</summary>
internal sealed class Mutator(Random random, IReadOnlyList<string> words)
{
    public const int MaxLength = 24 * 1024;

    private static readonly byte[][] Troublemakers =
    [
        [0], [0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], "\\ud800"u8.ToArray(), "\\udc00"u8.ToArray(),
        "\\u0000"u8.ToArray(), "\r\n"u8.ToArray(), "\u2028"u8.ToArray(), "\u212a"u8.ToArray(), "\U0001F600"u8.ToArray(),
        "1e999"u8.ToArray(),
        "-0"u8.ToArray(), "9223372036854775808"u8.ToArray(), "%00"u8.ToArray(), "%25"u8.ToArray(), "%2f"u8.ToArray(),
    ];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>One to six changes, some of which put in a part of another input.</summary>
    public byte[] Change(byte[] input, byte[] other)
    {
        var current = input;
        for (var count = random.Next(1, 7); count > 0; count--)
        {
            current = ChangeOnce(current, other);
        }

        return current.Length <= MaxLength ? current : current[..MaxLength];
    }

    private byte[] ChangeOnce(byte[] input, byte[] other)
    {
        var at = random.Next(input.Length + 1);
        var end = Math.Min(input.Length, at + random.Next(1, 1 << random.Next(1, 8)));
        return random.Next(9) switch
        {
            0 => FlipBit(input),
            1 => Replace(input, at, end, []),
            2 => Replace(input, at, at, input[at..end]),
            3 or 4 => Replace(input, at, at, Word()),
            5 => Replace(input, at, end, Word()),
            6 => Replace(input, at, at, Part(other)),
            7 => Replace(input, at, Math.Min(input.Length, at + 1), [(byte)random.Next(256)]),
            _ => Replace(input, at, at, Repeated(input[at..end])),
        };
    }

    private byte[] Word()
    {
        var pool = _words.Length > 0 && random.Next(4) > 0 ? _words : Troublemakers;
        return pool[random.Next(pool.Length)];
    }

    private byte[] FlipBit(byte[] input)
    {
        var copy = input.ToArray();
        if (copy.Length > 0)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private byte[] Part(byte[] other)
    {
        var start = random.Next(other.Length + 1);
        return other[start..random.Next(start, other.Length + 1)];
    }

    private byte[] Repeated(byte[] part)
    {
        var times = 1 << random.Next(0, 10);
        return part.Length * times > MaxLength ? part : [.. Enumerable.Repeat(part, times).SelectMany(static bytes => bytes)];
    }

    private static byte[] Replace(byte[] input, int start, int end, byte[] by) => [.. input.AsSpan(0, start), .. by, .. input.AsSpan(end)];
}
