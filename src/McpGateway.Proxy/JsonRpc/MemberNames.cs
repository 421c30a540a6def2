using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace McpGateway.Proxy.JsonRpc;

/// <summary>
/// The member names seen in one JSON object, to refuse duplicates. Exact on unescaped names; linear however many there are.
/// Sixteen plain names cost nothing; more, or escaped ones, move to a set.
/// </summary>
internal ref struct MemberNames(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private Slots _slots;
    private int _count;
    private HashSet<string>? _set;

    /// <summary>Judges the name of the reader's current property and remembers it.</summary>
    /// <param name="deciding">Names whose look-alikes are refused.</param>
    public MemberVerdict Add(scoped ref Utf8JsonReader reader, ReadOnlySpan<string> deciding)
    {
        try
        {
            return !TryAdd(ref reader) ? MemberVerdict.Duplicate
                : LookAlikeNames.Find(ref reader, deciding) is null ? MemberVerdict.Fine
                : MemberVerdict.LookAlike;
        }
        catch (InvalidOperationException)
        {
            return MemberVerdict.LoneSurrogate;
        }
    }

    private bool TryAdd(scoped ref Utf8JsonReader reader)
    {
        if (_set is null && (reader.ValueIsEscaped || _count == Slots.Length))
        {
            MoveToSet();
        }

        if (_set is not null)
        {
            return _set.Add(reader.GetString()!);
        }

        var name = reader.ValueSpan;
        for (var index = 0; index < _count; index++)
        {
            var (start, length) = _slots[index];
            if (length == name.Length && _body.Slice(start, length).SequenceEqual(name))
            {
                return false;
            }
        }

        _slots[_count++] = ((int)reader.TokenStartIndex + 1, name.Length);
        return true;
    }

    private void MoveToSet()
    {
        _set = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < _count; index++)
        {
            var (start, length) = _slots[index];
            _set.Add(Encoding.UTF8.GetString(_body.Slice(start, length)));
        }
    }

    [InlineArray(Length)]
    private struct Slots
    {
        public const int Length = 16;

        private (int Start, int Length) _first;
    }
}

internal enum MemberVerdict
{
    Fine,
    Duplicate,

    /// <summary>Differs only in letter case from a name that decides something.</summary>
    LookAlike,

    LoneSurrogate,
}
