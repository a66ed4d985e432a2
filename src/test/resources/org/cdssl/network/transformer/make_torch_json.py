"""Independent PyTorch model of METHOD C.3, float64: small MiT and PVT forms. Writes maps and gradient norms."""
import json, math, sys
import torch, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
def formula(k, scale, shift, shape):
    n=1
    for s in shape: n*=s
    i=torch.arange(n, dtype=torch.float64)
    x=torch.sin(i*12.9898+k*78.233)*43758.5453
    return (scale*(x-torch.floor(x))+shift).float().double().reshape(shape)
P={}
def par(name,*shape): P[name]=list(shape)
def lin(n,i,o): par(n+".weight",o,i); par(n+".bias",o)
def ln(n,c): par(n+".weight",c); par(n+".bias",c)
def build(c):
    P.clear(); mit=c["form"]=="mit"; cin=1
    if mit:
        par("stem.conv.weight",c["stem"],1,*c["sk"]); ln("stem.norm",c["stem"]); cin=c["stem"]
        par("cls_token",1,1,c["dims"][0])
    else: par("cls_token",1,1,c["dims"][-1])
    for i,d in enumerate(c["dims"]):
        n=str(i+1); has=mit or i==3
        if mit: par(f"patch_embed{n}.conv.weight",d,cin,3,3,3); ln(f"patch_embed{n}.norm",d)
        else: par(f"patch_embed{n}.proj.weight",d,cin,*c["st"][i]); par(f"patch_embed{n}.proj.bias",d); ln(f"patch_embed{n}.norm",d)
        if mit and i: lin(f"cls_link{n}",cin,d)
        g=c["grids"][i]; par(f"pos_embed{n}",1,g[0]*g[1]*g[2]+has,d)
        for j in range(c["depths"][i]):
            b=f"block{n}.{j}."
            ln(b+"norm1",d); lin(b+"attn.q",d,d); lin(b+"attn.kv",d,2*d); lin(b+"attn.proj",d,d)
            if max(c["R"][i])>1: par(b+"attn.sr.weight",d,d,*c["R"][i]); par(b+"attn.sr.bias",d); ln(b+"attn.norm",d)
            ln(b+"norm2",d); lin(b+"mlp.fc1",d,d*c["mlp"][i]); lin(b+"mlp.fc2",d*c["mlp"][i],d)
        cin=d
    if not mit: ln("norm",cin)
    W={}
    for k,(n,s) in enumerate(sorted(P.items())):
        num=1
        for v in s: num*=v
        if n.startswith("pos_embed") or n=="cls_token": w=formula(k,0.6,-0.3,s)
        elif len(s)>1:
            bound=math.sqrt(6.0/(num//s[0])); w=formula(k,2*bound,-bound,s)
        elif n.endswith("weight"): w=formula(k,0.6,0.7,s)
        else: w=formula(k,0.6,-0.3,s)
        W[n]=w.requires_grad_(True)
    return W
def fwd(c,W,x):
    mit=c["form"]=="mit"; maps=[]
    L=lambda n,v: F.linear(v,W[n+".weight"],W[n+".bias"])
    LN=lambda n,v: F.layer_norm(v,(v.shape[-1],),W[n+".weight"],W[n+".bias"],1e-6)
    h=x
    if mit:
        h=F.conv3d(h,W["stem.conv.weight"],stride=c["ss"],padding=[k//2 for k in c["sk"]])
        h=F.leaky_relu(F.instance_norm(h,weight=W["stem.norm.weight"],bias=W["stem.norm.bias"]),0.01); maps.append(h)
    cls=W["cls_token"].expand(x.shape[0],-1,-1)
    for i,d in enumerate(c["dims"]):
        n=str(i+1); has=mit or i==3
        if mit:
            h=F.conv3d(h,W[f"patch_embed{n}.conv.weight"],stride=c["st"][i],padding=1)
            h=F.leaky_relu(F.instance_norm(h,weight=W[f"patch_embed{n}.norm.weight"],bias=W[f"patch_embed{n}.norm.bias"]),0.01)
        else: h=F.conv3d(h,W[f"patch_embed{n}.proj.weight"],W[f"patch_embed{n}.proj.bias"],stride=c["st"][i])
        g=h.shape[2:]; t=h.flatten(2).transpose(1,2)
        if not mit: t=LN(f"patch_embed{n}.norm",t)
        pos=W[f"pos_embed{n}"]; g0=c["grids"][i]
        pc,pp=(pos[:,:1],pos[:,1:]) if has else (None,pos)
        if tuple(g)!=tuple(g0):
            pp=F.interpolate(pp.transpose(1,2).reshape(1,d,*g0),size=tuple(g),mode="trilinear",align_corners=False).flatten(2).transpose(1,2)
        t=t+pp
        if has:
            if mit and i: cls=L(f"cls_link{n}",cls)
            t=torch.cat([cls+pc,t],1)
        for j in range(c["depths"][i]):
            b=f"block{n}.{j}."; H=c["heads"][i]; hd=d//H
            y=LN(b+"norm1",t); q=L(b+"attn.q",y)
            src=y
            if max(c["R"][i])>1:
                m=(y[:,1:] if has else y).transpose(1,2).reshape(-1,d,*g)
                r=F.conv3d(m,W[b+"attn.sr.weight"],W[b+"attn.sr.bias"],stride=c["R"][i]).flatten(2).transpose(1,2)
                if has: r=torch.cat([y[:,:1],r],1)
                src=LN(b+"attn.norm",r)
            kv=L(b+"attn.kv",src); k,v=kv[...,:d],kv[...,d:]
            sp=lambda z: z.reshape(z.shape[0],z.shape[1],H,hd).transpose(1,2)
            a=(sp(q)@sp(k).transpose(-1,-2)/math.sqrt(hd)).softmax(-1)@sp(v)
            t=t+L(b+"attn.proj",a.transpose(1,2).reshape(t.shape))
            z=L(b+"mlp.fc1",LN(b+"norm2",t)); z=z*0.5*(1+torch.erf(z/math.sqrt(2)))
            t=t+L(b+"mlp.fc2",z)
        if not mit and i==3: t=LN("norm",t)
        if has: cls,t=t[:,:1],t[:,1:]
        h=t.transpose(1,2).reshape(-1,d,*g); maps.append(h)
    return maps
cases={
 "mit":dict(form="mit",stem=4,sk=[3,5,5],ss=[1,2,2],st=[[2,2,2]]*4,dims=[4,6,8,8],depths=[1,2,1,1],heads=[1,2,2,4],mlp=[2,2,2,2],R=[[3,3,3],[2,2,2],[2,2,2],[1,1,1]],grids=[[8,8,8],[4,4,4],[2,2,2],[1,1,1]],size=[2,1,32,32,64]),
 "pvt":dict(form="pvt",st=[[2,4,4],[2,2,2],[1,2,2],[2,2,2]],dims=[4,6,8,8],depths=[1,1,2,1],heads=[1,2,2,4],mlp=[2,2,2,2],R=[[2,4,4],[2,2,2],[2,2,2],[1,1,1]],grids=[[8,8,8],[4,4,4],[4,2,2],[2,1,1]],size=[2,1,16,32,64]),
}
out={}
for name,c in cases.items():
    W=build(c); x=formula(1000,4,-2,c["size"])
    maps=fwd(c,W,x)
    loss=sum((m*formula(2000+i,2,-1,list(m.shape))).mean() for i,m in enumerate(maps)); loss.backward()
    r=dict(maps=[],gradientNorms={})
    for m in maps:
        v=m.detach().reshape(-1); s=max(1,v.numel()//24)
        r["maps"].append(dict(shape=list(m.shape),values=[round(float(a),7) for a in v[::s]]))
    for n,w in sorted(W.items()): r["gradientNorms"][n]=float("%.7g"%w.grad.norm())
    out[name]=r
json.dump(out,open(sys.argv[1],"w"),indent=0)
