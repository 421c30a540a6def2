using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Host.FastPath;

/// <summary>
/// Header fields in the order in which they came. A call has about ten: looking through them is quicker than hashing, and clearing them
/// costs nothing.
/// </summary>
internal sealed class HeaderList : IHeaderDictionary
{
    private readonly List<KeyValuePair<string, StringValues>> _fields = new(16);

    /// <summary>Once the head is written, nothing can be changed any more.</summary>
    public bool IsReadOnly { get; set; }

    public int Count => _fields.Count;

    public ICollection<string> Keys => [.. _fields.Select(static pair => pair.Key)];

    public ICollection<StringValues> Values => [.. _fields.Select(static pair => pair.Value)];

    public long? ContentLength
    {
        get => long.TryParse(this[HeaderNames.ContentLength], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : null;
        set => this[HeaderNames.ContentLength] = value is { } length ? length.ToString(CultureInfo.InvariantCulture) : StringValues.Empty;
    }

    public StringValues this[string key]
    {
        get => Find(key) is >= 0 and var index ? _fields[index].Value : StringValues.Empty;
        set
        {
            ThrowIfReadOnly();
            var index = Find(key);
            if (value.Count == 0)
            {
                if (index >= 0)
                {
                    _fields.RemoveAt(index);
                }
            }
            else if (index >= 0)
            {
                _fields[index] = new(key, value);
            }
            else
            {
                _fields.Add(new(key, value));
            }
        }
    }

    StringValues IDictionary<string, StringValues>.this[string key]
    {
        get => Find(key) is >= 0 and var index ? _fields[index].Value : throw new KeyNotFoundException(key);
        set => this[key] = value;
    }

    public KeyValuePair<string, StringValues> At(int index) => _fields[index];

    /// <summary>Takes a field whose name is known to be new.</summary>
    public void Append(string name, StringValues value) => _fields.Add(new(name, value));

    public void Add(string key, StringValues value)
    {
        ThrowIfReadOnly();
        if (Find(key) >= 0)
        {
            throw new ArgumentException($"There is a header {key} already.", nameof(key));
        }

        _fields.Add(new(key, value));
    }

    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    public void Clear()
    {
        ThrowIfReadOnly();
        _fields.Clear();
    }

    public bool Contains(KeyValuePair<string, StringValues> item) => TryGetValue(item.Key, out var value) && value == item.Value;

    public bool ContainsKey(string key) => Find(key) >= 0;

    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => _fields.CopyTo(array, arrayIndex);

    public bool Remove(string key)
    {
        ThrowIfReadOnly();
        var index = Find(key);
        if (index >= 0)
        {
            _fields.RemoveAt(index);
        }

        return index >= 0;
    }

    public bool Remove(KeyValuePair<string, StringValues> item) => Contains(item) && Remove(item.Key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        var index = Find(key);
        value = index >= 0 ? _fields[index].Value : StringValues.Empty;
        return index >= 0;
    }

    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string key)
    {
        for (var index = 0; index < _fields.Count; index++)
        {
            var name = _fields[index].Key;
            if (ReferenceEquals(name, key) || (name.Length == key.Length && MayBeSame(name, key)
                && name.Equals(key, StringComparison.OrdinalIgnoreCase)))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>By the last letter, as many names begin alike.</summary>
    private static bool MayBeSame(string one, string other) => one.Length == 0 || (one[^1] | 0x20) == (other[^1] | 0x20);

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("The headers have been sent already.");
        }
    }
}
