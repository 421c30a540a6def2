using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace McpGateway.Tests.Architecture;

/// <summary>The metadata tokens in the instructions of a method: ECMA-335, partition III.</summary>
internal static class IlTokens
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(static field => field.GetValue(null))
        .OfType<OpCode>()
        .ToDictionary(static code => code.Value);

    public static IEnumerable<EntityHandle> Of(MethodBodyBlock body)
    {
        var handles = new List<EntityHandle>();
        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            if (Operand(Next(ref il), ref il) is { } token)
            {
                handles.Add(MetadataTokens.EntityHandle(token));
            }
        }

        return handles;
    }

    private static OpCode Next(ref BlobReader il)
    {
        var first = il.ReadByte();
        return Codes[first == 0xFE ? (short)(0xFE00 | il.ReadByte()) : first];
    }

    /// <summary>Reads the operand.</summary>
    /// <returns>The token, when it names a type or a member.</returns>
    private static int? Operand(OpCode code, ref BlobReader il)
    {
        switch (code.OperandType)
        {
            case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType:
                return il.ReadInt32();
            case OperandType.InlineNone:
                return null;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                il.Offset += 1;
                return null;
            case OperandType.InlineVar:
                il.Offset += 2;
                return null;
            case OperandType.InlineI8 or OperandType.InlineR:
                il.Offset += 8;
                return null;
            case OperandType.InlineSwitch:
                var targets = il.ReadInt32();
                il.Offset += 4 * targets;
                return null;
            default:
                il.Offset += 4;
                return null;
        }
    }
}
