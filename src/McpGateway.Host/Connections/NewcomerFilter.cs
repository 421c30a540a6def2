using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace McpGateway.Host.Connections;

/// <summary>
/// Lets no client begin a connection on a listening socket, while those that have begun still come through. A packet filter of the system
/// (Linux, <c>SO_ATTACH_FILTER</c> in socket(7)) drops segments that ask for a connection: SYN without ACK (RFC 9293 section 3.1). Nobody
/// is told; a client asks again after a second, and meets a closed port.
/// </summary>
internal static class NewcomerFilter
{
    private const int SocketLevel = 1;
    private const int AttachFilter = 26;

    private const ushort LoadByte = 0x30;
    private const ushort And = 0x54;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;

    private const uint FlagsOffset = 13;
    private const uint Syn = 0x02;
    private const uint Ack = 0x10;
    private const uint Drop = 0;
    private const uint Whole = uint.MaxValue;

    /// <summary>The filter sees a segment from its TCP header on.</summary>
    private static readonly Instruction[] Program =
    [
        new(LoadByte, 0, 0, FlagsOffset),
        new(And, 0, 0, Syn | Ack),
        new(JumpIfEqual, 0, 1, Syn),
        new(Return, 0, 0, Drop),
        new(Return, 0, 0, Whole),
    ];

    /// <summary>False where the system has no such filters, or the socket is not of TCP.</summary>
    public static bool TryAttach(Socket socket)
    {
        if (!OperatingSystem.IsLinux() || socket.LocalEndPoint is not IPEndPoint)
        {
            return false;
        }

        var program = GCHandle.Alloc(Program, GCHandleType.Pinned);
        try
        {
            var filter = new Filter((ushort)Program.Length, program.AddrOfPinnedObject());
            socket.SetRawSocketOption(SocketLevel, AttachFilter, MemoryMarshal.AsBytes(new ReadOnlySpan<Filter>(in filter)));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        finally
        {
            program.Free();
        }
    }

    /// <summary><c>struct sock_filter</c> of linux/filter.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c> of linux/filter.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Filter(ushort Length, nint Instructions);
}
