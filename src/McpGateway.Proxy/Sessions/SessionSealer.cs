using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.ObjectPool;

namespace McpGateway.Proxy.Sessions;

/// <summary>
/// Seals an upstream's session id (or message address, or an agent's id) so that only the same caller can use it, only on the same route,
/// on any replica. Caller and route are authenticated, not stored: the result is 29 bytes longer than the id before base64url.
/// </summary>
internal sealed class SessionSealer : IDisposable
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int Overhead = 1 + NonceSize + TagSize;

    /// <summary>What fits in a request line or header beside the rest (8 KiB each).</summary>
    private const int MaxText = 6 * 1024;
    private const int MaxPlain = 4 * 1024;

    private readonly DefaultObjectPool<AesGcm> _ciphers;
    private readonly DefaultObjectPool<AesGcm>[] _formerCiphers;
    private readonly string[] _marks;
    private readonly byte[] _nonceKey = new byte[32];

    public SessionSealer(ISessionKeyProvider keys)
    {
        if (keys.Key.Length < 32)
        {
            throw new InvalidOperationException("The session key must have at least 32 bytes.");
        }

        _ciphers = CiphersOf(keys.Key.Span);
        _formerCiphers = [.. keys.FormerKeys.Select(static key => CiphersOf(key.Span))];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Key.Span, _nonceKey, salt: [], info: "McpGateway.Proxy.Sessions.Nonces"u8);
        _marks = [MarkOf(keys.Key.Span), .. keys.FormerKeys.Select(static key => MarkOf(key.Span))];
    }

    /// <summary>Four letters that tell what this gateway sealed from what another one did. The same on every replica.</summary>
    public string Mark => _marks[0];

    /// <summary>Whether a mark is that of a key that opens.</summary>
    public bool Knows(ReadOnlySpan<char> mark)
    {
        foreach (var known in _marks)
        {
            if (mark.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Visible ASCII, or null when the value cannot be a session id.</summary>
    public string? Seal(SealPurpose purpose, string value, ProxyCaller caller, Route route)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        if (length is 0 or > MaxPlain)
        {
            return null;
        }

        Span<byte> output = stackalloc byte[Overhead + length];
        output[0] = Version;
        var plain = ArrayPool<byte>.Shared.Rent(length);
        var binding = Binding.Of(purpose, caller, route);
        var cipher = _ciphers.Get();
        try
        {
            Encoding.UTF8.GetBytes(value, plain);
            FillNonce(output.Slice(1, NonceSize), purpose, binding.Bytes, plain.AsSpan(0, length));
            cipher.Encrypt(
                output.Slice(1, NonceSize), plain.AsSpan(0, length), output[Overhead..], output.Slice(1 + NonceSize, TagSize),
                binding.Bytes);
            return Base64Url.EncodeToString(output);
        }
        finally
        {
            _ciphers.Return(cipher);
            binding.Release();
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>False for anything that was not sealed for this caller, route and purpose.</summary>
    public bool TryOpen(SealPurpose purpose, string text, ProxyCaller caller, Route route, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (text.Length > MaxText)
        {
            return false;
        }

        Span<byte> input = stackalloc byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, input, out _, out var size) != OperationStatus.Done || size <= Overhead || input[0] != Version)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[size - Overhead];
        var binding = Binding.Of(purpose, caller, route);
        try
        {
            var isOpen = TryDecrypt(_ciphers, input[..size], plain, binding.Bytes);
            for (var index = 0; !isOpen && index < _formerCiphers.Length; index++)
            {
                isOpen = TryDecrypt(_formerCiphers[index], input[..size], plain, binding.Bytes);
            }

            value = isOpen ? Encoding.UTF8.GetString(plain) : null;
            return isOpen;
        }
        finally
        {
            binding.Release();
        }
    }

    public void Dispose()
    {
        foreach (var ciphers in _formerCiphers.Prepend(_ciphers))
        {
            (ciphers as IDisposable)?.Dispose();
        }
    }

    private static bool TryDecrypt(
        DefaultObjectPool<AesGcm> ciphers, ReadOnlySpan<byte> input, Span<byte> plain, ReadOnlySpan<byte> binding)
    {
        var cipher = ciphers.Get();
        try
        {
            cipher.Decrypt(input.Slice(1, NonceSize), input[Overhead..], input.Slice(1 + NonceSize, TagSize), plain, binding);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            ciphers.Return(cipher);
        }
    }

    private static DefaultObjectPool<AesGcm> CiphersOf(ReadOnlySpan<byte> secret)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info: "McpGateway.Proxy.Sessions"u8);
        return new(new CipherPolicy(key));
    }

    private static string MarkOf(ReadOnlySpan<byte> secret)
    {
        Span<byte> mark = stackalloc byte[3];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, mark, salt: [], info: "McpGateway.Proxy.Sessions.Mark"u8);
        return Base64Url.EncodeToString(mark);
    }

    /// <summary>
    /// Ids of tasks and contexts look the same whenever they come, because clients compare them: their nonce is a keyed hash of all that is
    /// sealed, so that no two texts share one (the synthetic nonce of RFC 5297).
    /// </summary>
    private void FillNonce(Span<byte> nonce, SealPurpose purpose, ReadOnlySpan<byte> binding, ReadOnlySpan<byte> plain)
    {
        if (purpose is SealPurpose.SessionId or SealPurpose.MessageAddress)
        {
            RandomNumberGenerator.Fill(nonce);
            return;
        }

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _nonceKey);
        Span<byte> result = stackalloc byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(result, binding.Length);
        hash.AppendData(result[..4]);
        hash.AppendData(binding);
        hash.AppendData(plain);
        hash.GetHashAndReset(result);
        result[..NonceSize].CopyTo(nonce);
    }

    /// <summary>Purpose, route and caller, unambiguously: a route's key holds no NUL.</summary>
    private readonly struct Binding(byte[] buffer, int length)
    {
        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

        public static Binding Of(SealPurpose purpose, ProxyCaller caller, Route route)
        {
            var key = route.Key;
            var buffer = ArrayPool<byte>.Shared.Rent(2 + Encoding.UTF8.GetMaxByteCount(key.Length + caller.Subject.Length));
            buffer[0] = (byte)purpose;
            var length = 1 + Encoding.UTF8.GetBytes(key, buffer.AsSpan(1));
            buffer[length++] = 0;
            length += Encoding.UTF8.GetBytes(caller.Subject, buffer.AsSpan(length));
            return new Binding(buffer, length);
        }

        public void Release() => ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>An <see cref="AesGcm"/> is not documented to be safe for concurrent use.</summary>
    private sealed class CipherPolicy(byte[] key) : IPooledObjectPolicy<AesGcm>
    {
        public AesGcm Create() => new(key, TagSize);

        public bool Return(AesGcm obj) => true;
    }
}

/// <summary>What a sealed text may be used for.</summary>
internal enum SealPurpose : byte
{
    SessionId = 1,
    MessageAddress = 2,

    /// <summary>An agent's id of a task, as the client gets it.</summary>
    TaskId = 3,

    /// <summary>An agent's id of a context, as the client gets it.</summary>
    ContextId = 4,

    /// <summary>A context id that the client made up, as the agent gets it.</summary>
    ClientContext = 5,

    /// <summary>A context id that the gateway made up for a caller; client and agent get the same.</summary>
    IssuedContext = 6,
}
