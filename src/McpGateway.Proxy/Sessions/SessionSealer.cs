using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.ObjectPool;

namespace McpGateway.Proxy.Sessions;

/// <summary>
/// Seals an upstream's session id (or message address) so that only the same caller can use it, only on the same route, on any replica.
/// Caller and route are authenticated, not stored: the result is 41 bytes longer than the id before base64url.
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

    public SessionSealer(ISessionKeyProvider keys)
    {
        if (keys.Key.Length < 32)
        {
            throw new InvalidOperationException("The session key must have at least 32 bytes.");
        }

        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, keys.Key.Span, key, salt: [], info: "McpGateway.Proxy.Sessions"u8);
        _ciphers = new DefaultObjectPool<AesGcm>(new CipherPolicy(key));
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
        RandomNumberGenerator.Fill(output.Slice(1, NonceSize));
        var plain = ArrayPool<byte>.Shared.Rent(length);
        var binding = Binding.Of(purpose, caller, route);
        var cipher = _ciphers.Get();
        try
        {
            Encoding.UTF8.GetBytes(value, plain);
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
        var cipher = _ciphers.Get();
        try
        {
            cipher.Decrypt(input.Slice(1, NonceSize), input[Overhead..size], input.Slice(1 + NonceSize, TagSize), plain, binding.Bytes);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            _ciphers.Return(cipher);
            binding.Release();
        }

        value = Encoding.UTF8.GetString(plain);
        return true;
    }

    public void Dispose() => (_ciphers as IDisposable)?.Dispose();

    /// <summary>Purpose, route and caller, unambiguously: a canonical path holds no NUL.</summary>
    private readonly struct Binding(byte[] buffer, int length)
    {
        public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

        public static Binding Of(SealPurpose purpose, ProxyCaller caller, Route route)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(2 + Encoding.UTF8.GetMaxByteCount(route.Path.Length + caller.Subject.Length));
            buffer[0] = (byte)purpose;
            var length = 1 + Encoding.UTF8.GetBytes(route.Path, buffer.AsSpan(1));
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
}
