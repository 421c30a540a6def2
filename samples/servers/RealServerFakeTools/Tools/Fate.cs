using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using ServerSupport;

namespace RealServerFakeTools.Tools;

/// <summary>Numbers that look drawn by lot and are the same for the same arguments, so that a call can be repeated and compared.</summary>
internal sealed class Fate
{
    private readonly byte[] _seed;
    private long _draws;

    private Fate(byte[] seed) => _seed = seed;

    /// <param name="arguments">What decides.</param>
    public static Fate Of<T>(T arguments) => new(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(arguments, SampleJson.Options)));

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, with four digits behind the point.</summary>
    public double Between(double least, double most) => Math.Round(least + (Draw() / (double)ulong.MaxValue * (most - least)), 4);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Whole(int least, int most) => least + (int)(Draw() % (ulong)(most - least + 1));

    public bool Chance(double probability) => Between(0, 1) < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Whole(0, from.Count - 1)];

    private ulong Draw()
    {
        Span<byte> input = stackalloc byte[_seed.Length + sizeof(long)];
        _seed.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[_seed.Length..], _draws++);
        Span<byte> output = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, output);
        return BinaryPrimitives.ReadUInt64LittleEndian(output);
    }
}
