using System.Reflection;
using CsCheck;
using Messenger.Contracts.Control;
using Messenger.Contracts.Framing;

namespace Messenger.Contracts.Tests.Frames;

/// <summary>CTL-BODY-6: any frame within its bounds comes back member by member.</summary>
public sealed class RoundTripTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 40].Select(s => string.Concat(s.EnumerateRunes().Where(r => r.Value != 0xFFFD))),
        Gen.OneOf("", "a", "Zoë", "👋🏽", "語", "e\u0301", "\u202e\0\n", new string('x', 50)));

    private static readonly Gen<object> Frame = Gen.OneOf([.. Wire.AllSamples.Select(s => Of(s.GetType()))]);

    [Fact]
    public void Any_frame_comes_back_as_it_went() => Frame.Sample(
        frame =>
        {
            (DecodeStatus status, object? read, _) = Wire.Decode(Wire.Body(frame), frame is ClientFrame);
            Assert.Equal(DecodeStatus.Ok, status);
            Wire.AssertSame(frame, read);
        },
        iter: 20_000, threads: 1, print: f => f.ToString()!);

    // Made from the types themselves, so that no member can be forgotten here.
    private static Gen<object> Of(Type type)
    {
        PropertyInfo[] members = [.. Wire.MembersOf(type)];
        Gen<object>[] values = [.. members.Select(m => OfMember(m.PropertyType))];
        return All(values).Select(drawn =>
        {
            object made = Activator.CreateInstance(type)!;
            for (int i = 0; i < members.Length; i++)
                members[i].SetValue(made, drawn[i]);
            return made;
        });
    }

    private static Gen<object[]> All(Gen<object>[] values) =>
        values.Aggregate(Gen.Const(Array.Empty<object>()), (all, one) => all.Select(one, (a, o) => (object[])[.. a, o]));

    private static Gen<object> OfMember(Type type)
    {
        if (type == typeof(string))
            return Text.Select(t => (object)t);
        if (type == typeof(Guid))
            return Gen.Guid.Select(g => (object)g);
        if (type == typeof(bool))
            return Gen.Bool.Select(b => (object)b);
        if (type == typeof(byte[]))
            return Gen.Byte.Array[0, 16].Select(b => (object)b);
        if (type.IsArray)
        {
            Type item = type.GetElementType()!;
            return OfMember(item).Array[0, 5].Select(items =>
            {
                var array = Array.CreateInstance(item, items.Length);
                items.CopyTo(array, 0);
                return (object)array;
            });
        }

        if (type.IsEnum)
            return Gen.ULong.Select(v => Enum.ToObject(type, v));
        return type.IsValueType ? Number(type) : Of(type);
    }

    private static Gen<object> Number(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.UInt16 => Gen.UShort.Select(v => (object)v),
        TypeCode.Int32 => Gen.Int.Select(v => (object)v),
        TypeCode.UInt32 => Gen.UInt.Select(v => (object)v),
        TypeCode.Int64 => Gen.Long.Select(v => (object)v),
        TypeCode.UInt64 => Gen.ULong.Select(v => (object)v),
        _ => throw new InvalidOperationException($"No generator for {type.Name}."),
    };
}
